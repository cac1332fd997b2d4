/** What waits, as letters: singles while they are few, one digest where they come thick, and again as before what may have arrived. */

import type { Letter } from "./channel.ts";
import type { Course } from "./course.ts";
import { digestOf } from "./digest.ts";
import type { Notification } from "./notification.ts";
import type { Waiting } from "./queue.ts";

/** More than this at once become a digest. */
const mostSingles = 3;

/** The oldest first; `most`: how many a digest may tell of, at least 1. */
export function lettersOf(
  waiting: readonly Waiting[],
  most: number,
  courseOf: (notification: Notification) => Course | null,
): readonly Letter[] {
  const tried = waiting[0]?.letter ?? null;
  const single = ({ notification }: Waiting): Letter => ({
    kind: "single",
    notification,
    course: courseOf(notification),
  });
  if (tried !== null) {
    // Its receiver may have it, and goes by its id.
    const same = waiting.filter(({ letter }) => letter === tried);
    return [same.length === 1 ? single(same[0]!) : digestFrom(same)];
  }
  if (waiting.length <= mostSingles || most === 1) return waiting.slice(0, mostSingles).map(single);
  return [digestFrom(waiting.slice(0, most))];
}

function digestFrom(waiting: readonly Waiting[]): Letter {
  const notifications = waiting.map(({ notification }) => notification);
  return { kind: "digest", notifications, digest: digestOf(notifications) };
}
