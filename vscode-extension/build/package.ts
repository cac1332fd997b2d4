/** Builds the extension and packs it: `vscode-extension/dist-package/macropolicy.vsix`, or where the first argument says. */

import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createVSIX } from "@vscode/vsce";
import { buildExtension, extensionFolder } from "./build.ts";

/** Everything that runs is bundled, so no packages go with it. */
export async function packageExtension(vsix: string): Promise<void> {
  await buildExtension();
  mkdirSync(dirname(vsix), { recursive: true });
  const license = join(extensionFolder, "LICENSE");
  copyFileSync(join(extensionFolder, "..", "LICENSE"), license);
  try {
    await createVSIX({
      cwd: extensionFolder,
      packagePath: vsix,
      dependencies: false,
      allowMissingRepository: true,
      skipLicense: false,
    });
  } finally {
    rmSync(license);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await packageExtension(resolve(process.argv[2] ?? join(extensionFolder, "dist-package", "macropolicy.vsix")));
}
