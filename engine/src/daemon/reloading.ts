/** Reads policies, override files and configuration again when they are saved. */

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Daemon } from "../daemon.ts";
import { overrideFile, policyFile } from "../folder-search.ts";
import { changesOf, type Watched } from "../watch-files.ts";

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
  const watched: readonly Watched[] = [
    ...config.policies.map((path) => ({ path, names: policyFile })),
    { path: config.overrides.folder, names: overrideFile },
    ...(configPath === null ? [] : [{ path: configPath, names: overrideFile }]),
  ];
  const isChanged = () =>
    config.policies.some((path) => !existsSync(path)) || watched.some((one) => savedSince(one, performance.timeOrigin));
  const watch = async () => {
    let next = changesOf(watched, stopped.signal);
    await daemon.begun;
    // Nobody listened while the engine came up; its process began before it read anything.
    if (isChanged()) await daemon.reload();
    while ((await next) !== null) {
      // Listening again before reading: nothing that is saved meanwhile is missed.
      next = changesOf(watched, stopped.signal);
      await daemon.reload();
    }
  };
  watch().catch((error) => {
    daemon.announcer.notice("warning", `changes of the policies are not noticed any more: ${error}`);
  });
  return { stop: () => stopped.abort() };
}

/** Whether something that matters was written, came or went since at or below a path; `wall` is ms since the epoch. */
function savedSince({ path, names }: Watched, wall: number): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return false;
    if (found.mtimeMs >= wall || !found.isDirectory()) return found.mtimeMs >= wall;
    const inside = readdirSync(path, { withFileTypes: true }).filter(
      (entry) =>
        !entry.name.startsWith(".") && entry.name !== "node_modules" && (!entry.isFile() || names.test(entry.name)),
    );
    return inside.some(({ name }) => savedSince({ path: join(path, name), names }, wall));
  } catch {
    // It went away or may not be read; reading the policies says so where it matters.
    return false;
  }
}
