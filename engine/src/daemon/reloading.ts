/** Reads policies, override files and configuration again when they are saved. */

import { existsSync } from "node:fs";
import type { Daemon } from "../daemon.ts";
import { changesOf } from "../watch-files.ts";

export interface Reloading {
  stop(): void;
}

/** Several changes at once are one reload; what changes during a reload makes another. */
export function watchForChanges(daemon: Daemon): Reloading {
  const { config, configPath } = daemon.options;
  const stopped = new AbortController();
  const paths = () => {
    const wanted = [...config.policies, config.overrides.folder, ...(configPath === null ? [] : [configPath])];
    return wanted.filter((path) => existsSync(path));
  };
  const watch = async () => {
    let next = changesOf(paths(), stopped.signal);
    while ((await next) !== null) {
      // Listening again before reading: nothing that is saved meanwhile is missed.
      next = changesOf(paths(), stopped.signal);
      await daemon.reload();
    }
  };
  watch().catch((error) => {
    daemon.announcer.notice("warning", `changes of the policies are not noticed any more: ${error}`);
  });
  return { stop: () => stopped.abort() };
}
