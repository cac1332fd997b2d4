/** What the server is asked about, and what it hears of: the same from a process and from a page. */

import type { LogOutputChannel } from "vscode";
import type { LanguageClientOptions } from "vscode-languageclient";

/** Override files lie where the original system had them, unless the configuration says otherwise. */
const overrideFiles = "**/config/macro_safety/**/*.{yaml,yml,json}";

export function clientOptions(output: LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector: [
      { language: "macropolicy" },
      { pattern: "**/macro-engine.yaml" },
      { pattern: overrideFiles, language: "yaml" },
      { pattern: overrideFiles, language: "json" },
    ],
    outputChannel: output,
    diagnosticCollectionName: "macropolicy",
    markdown: { supportHtml: false, supportThemeIcons: true },
  };
}
