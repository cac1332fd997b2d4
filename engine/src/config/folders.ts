/** Where the engine keeps what is not the user's to edit: the state folder of the platform, names by policy folder. */

import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** `$XDG_STATE_HOME/macro-engine`, `%LOCALAPPDATA%\macro-engine` or `~/Library/Application Support/macro-engine`. */
export function stateFolder(platform: NodeJS.Platform = process.platform, env: Environment = process.env): string {
  const home = homedir();
  if (platform === "win32") return join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "macro-engine");
  if (platform === "darwin") return join(home, "Library", "Application Support", "macro-engine");
  // The XDG specification has relative paths ignored.
  const state = env.XDG_STATE_HOME?.startsWith("/") ? env.XDG_STATE_HOME : join(home, ".local", "state");
  return join(state, "macro-engine");
}

/** A folder's name that stays the same however it is reached; what does not exist is named by its path. */
function canonical(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** Sixteen hex digits that stand for a policy set: its folders and files, in any order. */
export function policyKey(policies: string | readonly string[]): string {
  const paths = [policies].flat().map(canonical).sort();
  return createHash("sha256").update(paths.join("\0")).digest("hex").slice(0, 16);
}

/** Where macros print to that the engine starts, beside its record. */
export function outputFolder(storePath: string): string {
  return `${storePath}-output`;
}

export function outputFile(storePath: string, run: string): string {
  return join(outputFolder(storePath), `${run}.log`);
}

/** What was printed before the file was cut. */
export function earlierOutput(path: string): string {
  return `${path}.old`;
}

/** Where a policy set's decisions and samples are kept unless `store.path` says otherwise. */
export function defaultStorePath(policies: string | readonly string[]): string {
  const first = [policies].flat()[0] ?? "policies";
  const readable = basename(resolve(first)).replaceAll(/[^A-Za-z0-9._-]/g, "-");
  return join(stateFolder(), `${readable}-${policyKey(policies)}.sqlite`);
}
