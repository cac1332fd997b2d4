/** Where the `macro-engine` command is: as the settings say, in the folder's own packages, or on the path. */

import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";

export interface EngineProgram {
  readonly command: string;
  /** What stands before the arguments of the engine itself. */
  readonly args: readonly string[];
}

export interface EngineSearch {
  /** `macropolicy.engine.path`; relative to the workspace folder. Empty: look for it. */
  readonly setting: string;
  /** Where the policies are. */
  readonly cwd: string;
  readonly workspaceFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly isFile: (path: string) => boolean;
}

/** A sentence where there is none. */
export function findEngine(search: EngineSearch): EngineProgram | string {
  const { setting, workspaceFolder, isFile } = search;
  if (setting !== "") {
    const path = isAbsolute(setting) ? setting : resolve(workspaceFolder, setting);
    if (isFile(path)) return startOf(path);
    return `The setting macropolicy.engine.path names ${path}, which is no file. Correct it, or empty it to have the command looked for.`;
  }
  const found = candidates(search).find(isFile);
  if (found !== undefined) return startOf(found);
  return "The macro-engine command was not found: neither in node_modules/.bin of this folder nor on the PATH. Install it (`npm install --global .` in a clone of macro-engine), or say where it is in the setting macropolicy.engine.path.";
}

function candidates({ cwd, workspaceFolder, env, platform }: EngineSearch): string[] {
  const names = platform === "win32" ? ["macro-engine.cmd", "macro-engine.exe"] : ["macro-engine"];
  const path = env.PATH ?? env.Path ?? "";
  const folders = [
    ...upwards(cwd, workspaceFolder).map((folder) => join(folder, "node_modules", ".bin")),
    ...path.split(delimiter).filter(isAbsolute),
  ];
  return folders.flatMap((folder) => names.map((name) => join(folder, name)));
}

/** The folder and those above it, up to the workspace folder. */
export function upwards(folder: string, top: string): string[] {
  const parent = dirname(folder);
  if (folder === top || parent === folder) return [folder];
  return [folder, ...upwards(parent, top)];
}

function startOf(path: string): EngineProgram {
  return /\.[cm]?js$/.test(path) ? { command: "node", args: [path] } : { command: path, args: [] };
}
