/** Whether the engine that wrote something is still there: its pid, with its start time where the system tells it. */

import { readFileSync } from "node:fs";

/** A mark that no later process of the same pid bears (on Linux); null when no such process is there. */
export function processMark(pid: number): string | null {
  if (!isThere(pid)) return null;
  try {
    // The name, in parentheses, may hold blanks; the state follows, and as the twentieth field the start time.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie is over, though nobody has taken note of its end.
    return fields[0] === "Z" ? null : `${pid}:${fields[19]}`;
  } catch {
    return `${pid}:`;
  }
}

export function isPresent(mark: string): boolean {
  return processMark(Number.parseInt(mark, 10)) === mark;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
