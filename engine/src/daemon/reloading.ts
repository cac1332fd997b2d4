/** Reads policies, override files and configuration again when they are saved. */

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Daemon } from "../daemon.ts";
import { changesOf } from "../watch-files.ts";

export interface Reloading {
  stop(): void;
}

/**
 * Listens at once, and reads again from when the engine has begun. Several changes at once are one reload; what changes during
 * a reload makes another.
 */
export function watchForChanges(daemon: Daemon): Reloading {
  const { config, configPath } = daemon.options;
  const stopped = new AbortController();
  const read = [...config.policies, ...(configPath === null ? [] : [configPath])];
  const paths = [...read, config.overrides.folder];
  const isChanged = () =>
    read.some((path) => !existsSync(path)) || paths.some((path) => savedSince(path, performance.timeOrigin));
  const watch = async () => {
    let next = changesOf(paths, stopped.signal);
    await daemon.begun;
    // Nobody listened while the engine came up; its process began before it read anything.
    if (isChanged()) await daemon.reload();
    while ((await next) !== null) {
      // Listening again before reading: nothing that is saved meanwhile is missed.
      next = changesOf(paths, stopped.signal);
      await daemon.reload();
    }
  };
  watch().catch((error) => {
    daemon.announcer.notice("warning", `changes of the policies are not noticed any more: ${error}`);
  });
  return { stop: () => stopped.abort() };
}

/** Whether something at or below a path was written, came or went since; `wall` is ms since the epoch. */
function savedSince(path: string, wall: number): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return false;
    if (found.mtimeMs >= wall || !found.isDirectory()) return found.mtimeMs >= wall;
    const inside = readdirSync(path).filter((name) => !name.startsWith(".") && name !== "node_modules");
    return inside.some((name) => savedSince(join(path, name), wall));
  } catch {
    // It went away or may not be read; reading the policies says so where it matters.
    return false;
  }
}
