/** What the server is asked about, and what it hears of: the same from a process and from a page. */

import { type LogOutputChannel, workspace } from "vscode";
import type { LanguageClientOptions } from "vscode-languageclient";
import { trustedSettings } from "./server/trusted-settings.ts";

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
    // What the server's lenses may call.
    initializationOptions: { commands: ["macropolicy.runTest", "macropolicy.showReferences"] },
    middleware: {
      workspace: {
        async configuration(params, token, next) {
          const answers = await next(params, token);
          return Array.isArray(answers) ? trustedSettings(params.items, answers, workspace.isTrusted) : answers;
        },
      },
    },
    markdown: { supportHtml: false, supportThemeIcons: true },
  };
}
