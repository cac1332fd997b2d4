/** Once before all tests: packs the extension and starts the editor with it; ends it after them. */

import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildIfStale } from "../../../scripts/build.mjs";
import { packageExtension } from "../../../vscode-extension/build/package.ts";
import { startCodeServer } from "./code-server.ts";
import { artefacts } from "./workbench.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the editor is. */
    editorUrl: string;
    /** The packed extension. */
    vsix: string;
    /** The editor's `XDG_RUNTIME_DIR`: where engines have to be for it to find them. */
    runtimeFolder: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  rmSync(artefacts, { recursive: true, force: true });
  mkdirSync(artefacts, { recursive: true });
  // Engines that tests start would build it themselves, and be late.
  await buildIfStale();
  const home = mkdtempSync(join(tmpdir(), "macro-editor-"));
  const vsix = join(home, "macropolicy.vsix");
  await packageExtension(vsix);
  const server = await startCodeServer({ home, vsix });
  project.provide("editorUrl", server.url);
  project.provide("vsix", vsix);
  project.provide("runtimeFolder", join(home, "run"));
  return async () => {
    await server.stop();
    cpSync(server.logFile, join(artefacts, "code-server.log"));
    cpSync(join(home, "data", "logs"), join(artefacts, "logs"), { recursive: true });
    rmSync(home, { recursive: true, force: true });
  };
}
