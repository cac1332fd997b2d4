/** Adds events to a file, as the configuration's `log` asks: one JSON line each, the last file kept beside the present one. */

import { appendFileSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { type LogConfig, logLevels } from "../config/config.ts";
import type { EngineEvent } from "../events.ts";
import { makeFolder } from "../make-folder.ts";

/** Past this size the file becomes `<path>.1`, and a new one is begun. */
const mostBytes = 10 * 1024 * 1024;

/** Null when no file is asked for. A file that cannot be written is told once to `onError`, and tried again at each event. */
export function createEventFile(
  { level, path }: Pick<LogConfig, "level" | "path">,
  onError: (message: string) => void,
): ((event: EngineEvent) => void) | null {
  if (path === null) return null;
  const least = logLevels.indexOf(level);
  let failing = false;
  return (event) => {
    if (logLevels.indexOf(levelOf(event)) < least) return;
    try {
      makeFolder(dirname(path));
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > mostBytes) renameSync(path, `${path}.1`);
      appendFileSync(path, `${JSON.stringify(event)}\n`);
      failing = false;
    } catch (error) {
      // Telling makes an event, which comes here again.
      if (failing) return;
      failing = true;
      onError(`events cannot be added to ${path}: ${error instanceof Error ? error.message : error}`);
    }
  };
}

function levelOf(event: EngineEvent): LogConfig["level"] {
  switch (event.event) {
    case "notice":
      return event.level;
    case "fire":
      return event.action.startsWith("cancel") ? "error" : "warning";
    case "clear":
      return "warning";
    case "outcome":
      return event.ok ? "info" : "error";
    case "reload":
      return event.ok ? "info" : "error";
    default:
      return "info";
  }
}
