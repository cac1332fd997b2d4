/** Which policies a command is about when it is asked for in a file: as the command line finds them. */

import { dirname, join, relative } from "node:path";
import { upwards } from "./find-engine.ts";

export interface PolicyPlace {
  /** Where the command is started. */
  readonly cwd: string;
  /** What to name on the command line; null where a configuration names them. */
  readonly policies: string | null;
}

const configuration = "macro-engine.yaml";

/** `opened` is the file that is looked at, if any: one that is not in the workspace folder says nothing. */
export function policyPlace(
  opened: string | null,
  workspaceFolder: string,
  exists: (path: string) => boolean,
): PolicyPlace {
  const file = opened?.startsWith(join(workspaceFolder, "/")) ? opened : null;
  const folder = file === null ? workspaceFolder : dirname(file);
  const configured = upwards(folder, workspaceFolder).find((above) => exists(join(above, configuration)));
  if (configured !== undefined) return { cwd: configured, policies: null };
  const usual = join(workspaceFolder, "policies");
  const within = file === null || folder === usual || folder.startsWith(join(usual, "/"));
  if (within && exists(usual)) return { cwd: workspaceFolder, policies: "policies" };
  return { cwd: workspaceFolder, policies: relative(workspaceFolder, folder) || "." };
}

/** Where lint is started so that the paths it prints begin at the workspace folder, and what it is told instead. */
export function lintPlace(
  { cwd, policies }: PolicyPlace,
  workspaceFolder: string,
): { readonly cwd: string; readonly options: readonly string[] } {
  if (policies !== null) return { cwd: workspaceFolder, options: [policies] };
  const below = relative(workspaceFolder, cwd);
  return { cwd: workspaceFolder, options: below === "" ? [] : ["--config", join(below, configuration)] };
}
