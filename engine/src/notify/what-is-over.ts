/** What was told to hold, of macros that nobody guards any more: those that were paused go on then. */

import { type FeedStore, looked, notificationOf, type Sources } from "./make-notification.ts";
import { decidedOnRecord, type Notification } from "./notification.ts";
import { newsMs, type Queue } from "./queue.ts";

export function whatIsOver(
  channel: string,
  { queue, ...sources }: Sources & { readonly queue: Pick<Queue, "open"> },
): readonly Notification[] {
  const now = Date.now();
  return queue.open(channel, now - newsMs).flatMap(({ id, run }) => {
    const how = looked(sources.store, (reader) => whyLeft(reader, run));
    const record = how === null ? null : looked(sources.store, (reader) => reader.decision(id));
    if (how === null || record === null || record.dryRun) return [];
    const because = { run, macro: null, ok: false, how, wall: now };
    return [notificationOf(decidedOnRecord(record), `${id}:over`, "recovered", because, sources)];
  });
}

/** Why a run is guarded no more though its macro goes on; null: it is guarded, or has ended with its macro. */
function whyLeft(reader: FeedStore, id: string): string | null {
  const run = reader.run(id);
  if (run === null) return null;
  if (run.end !== null) return run.end.kind === "left" ? (run.end.released ? takenOff : engineEnded) : null;
  return (reader.session(run.session)?.endedWall ?? null) === null ? null : engineEnded;
}

const takenOff = "It was taken off guard";
const engineEnded = "The engine that guarded it has ended; the next one tells anew what is amiss";
