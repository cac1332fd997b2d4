/** Puts what is to be told into the queues: from the engine's events, and from the record what was missed of them. */

import type { EngineEvent } from "../events.ts";
import { channelsFor } from "./clauses.ts";
import { type FeedStore, looked, notificationOf, type Sources } from "./make-notification.ts";
import { type Decided, decidedByEvent, decidedOnRecord, failureOf, type Notification } from "./notification.ts";
import { newsMs, type Queue } from "./queue.ts";
import { whatIsOver } from "./what-is-over.ts";

export interface FeedOptions extends Sources {
  readonly queue: Queue;
  /** Of the configuration, now. */
  readonly channels: () => readonly string[];
  /** The engine's policies: what other sets have decided in the same record is told by theirs. */
  readonly policies: readonly string[];
  /** The session from which on a channel that is new is told, ms since the epoch. */
  readonly sinceWall: number;
  readonly onQueued: (channel: string) => void;
}

export interface Feed {
  hear(event: EngineEvent): void;
  /** Looks through the record for what nobody heard. Throws `StoreError`. */
  catchUp(): void;
}

/** Decisions of several engines may be written a little out of order, ms. */
const slackMs = 60_000;
/** Decisions whose outcome may yet come. */
const mostRecent = 500;

export function createFeed(options: FeedOptions): Feed {
  const { queue, store, channels, audience, sinceWall } = options;

  const queueUp = (decided: Decided, onlyFor?: (channel: string) => boolean) => {
    const wanted = channelsFor(audience(), decided).filter((name) => channels().includes(name));
    for (const channel of wanted) {
      if (onlyFor !== undefined && !onlyFor(channel)) continue;
      for (const notification of toTell(decided, channel, options)) {
        if (queue.add(channel, notification)) options.onQueued(channel);
      }
    }
  };
  /** What failed may be known before it is on record, or where nothing is recorded. */
  const recent = new Map<string, Decided>();
  const remember = (decided: Decided) => {
    recent.set(decided.id, decided);
    if (recent.size > mostRecent) recent.delete(recent.keys().next().value!);
  };
  const decidedBefore = (id: string): Decided | null => {
    const record = recent.has(id) ? null : looked(store, (reader) => reader.decision(id));
    return record === null ? (recent.get(id) ?? null) : decidedOnRecord(record);
  };
  const conclude = () => {
    for (const channel of channels()) {
      for (const over of whatIsOver(channel, options)) if (queue.add(channel, over)) options.onQueued(channel);
    }
  };
  const see = (wall: number) => {
    for (const channel of channels()) queue.see(channel, wall);
  };
  return {
    hear: (event) => {
      if (event.event === "fire" || event.event === "clear") {
        const decided = decidedByEvent(event);
        if (decided.fires) remember(decided);
        queueUp(decided);
        see(decided.wall);
      } else if (event.event === "macro-end" && event.end.kind === "left") {
        conclude();
      } else if (event.event === "outcome" && !event.ok && event.id !== "") {
        const decided = decidedBefore(event.id);
        if (decided !== null) queueUp({ ...decided, outcomes: [failureOf(event)] });
      }
    },
    catchUp: () => {
      const reader = store();
      if (reader === null) return;
      const from = new Map(channels().map((channel) => [channel, fromWall(queue.seen(channel), sinceWall)]));
      if (from.size === 0) return;
      for (const decided of missed(reader, Math.min(...from.values()), options)) {
        queueUp(decided, (channel) => decided.wall >= from.get(channel)!);
        see(decided.wall);
      }
      see(sinceWall);
      conclude();
    },
  };
}

function fromWall(seen: number | null, sinceWall: number): number {
  if (seen === null) return sinceWall;
  const now = Date.now();
  // A clock that was ahead for a while has seen nothing of what is yet to come.
  return Math.max(seen > now + slackMs ? 0 : seen - slackMs, now - newsMs);
}

/** Decisions of this policy set from `fromWall` on, the oldest first. */
function missed(store: FeedStore, fromWall: number, { policies }: FeedOptions): readonly Decided[] {
  const found: Decided[] = [];
  const ours = new Map<string, boolean>();
  const isOurs = (session: string) => {
    if (!ours.has(session)) ours.set(session, sameSet(store.session(session)?.policies ?? [], policies));
    return ours.get(session)!;
  };
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = store.decisions({ fromWall, limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
    for (const record of page.items) if (isOurs(record.session)) found.push(decidedOnRecord(record));
    cursor = page.next;
  }
  return found.reverse();
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((path) => b.includes(path));
}

/** What a channel is to be told of a decision: that it fired, or cleared where it was told that it fired; and what came to nothing. */
function toTell(decided: Decided, channel: string, options: FeedOptions): readonly Notification[] {
  const { id, run, rule, fires, outcomes } = decided;
  if (decided.muted && fires) return [];
  if (!fires) {
    const recovers = decided.action === "warn" || decided.action === "throttle" || decided.action === "pause";
    const told = options.queue.lastOf(channel, run, rule)?.kind;
    if (!recovers || told === undefined || told === "recovered") return [];
    return [notificationOf(decided, id, "recovered", null, options)];
  }
  const failures = outcomes.filter(({ ok }) => !ok);
  return [
    notificationOf(decided, id, "fired", null, options),
    ...failures.map((failure) => {
      const whose = failure.run === run ? "" : `:${failure.run}`;
      return notificationOf(decided, `${id}:failed${whose}`, "failed", failure, options);
    }),
  ];
}
