/** A queue a channel: what is to be told, in order, kept until it is delivered or no news any more. */

import type { DatabaseSync } from "node:sqlite";
import { isPresent, processMark } from "../store/liveness.ts";
import type { Notification } from "./notification.ts";
import { openQueueFile } from "./queue-file.ts";

export interface Queue {
  /** Why it is kept in memory only; null: it is on disk. */
  readonly problem: string | null;
  /** Adds what is not there yet, delivered or not. Whether it was added. */
  add(channel: string, notification: Notification): boolean;
  /** Decisions that were told to hold since then, of which it was not told that they are over. */
  open(channel: string, sinceWall: number): readonly { readonly id: string; readonly run: string }[];
  /** Of the last that was told, or is to be, of a run's rule. */
  lastOf(channel: string, run: string, rule: string): { readonly kind: Notification["kind"] } | null;
  /** The oldest first. */
  waiting(channel: string, limit: number): readonly Waiting[];
  /** They went as this letter, and may have arrived; null: they did not, and may go as another. */
  tried(channel: string, notifications: readonly Notification[], letter: string | null): void;
  delivered(channel: string, notifications: readonly Notification[], wall: number): void;
  /** They are given up. */
  failed(channel: string, notifications: readonly Notification[], wall: number): void;
  /** How far the record has been looked through for a channel, ms since the epoch; null: it is new here. */
  seen(channel: string): number | null;
  see(channel: string, wall: number): void;
  course(channel: string): DeliveryCourse;
  setCourse(channel: string, course: DeliveryCourse): void;
  counts(channel: string): { readonly waiting: number; readonly failed: number };
  /** Whether this process delivers for the channel now: another may, until it is gone or lets go. */
  hold(channel: string): boolean;
  letGo(channel: string): void;
  /** Channels for which something waits. */
  awaited(): readonly string[];
  /** Gives up what nobody has taken for a day, also of channels that are no more; forgets what was settled long ago. */
  prune(wall: number): void;
  close(): void;
}

export interface Waiting {
  readonly notification: Notification;
  /** The letter as which it went before, and may have arrived; null: it has not gone yet. */
  readonly letter: string | null;
}

/** How deliveries go, over restarts. */
export interface DeliveryCourse {
  /** ms since the epoch; not tried before. */
  readonly nextAt: number;
  /** In a row that came to nothing. */
  readonly tries: number;
  readonly problem: string | null;
}

/** What is older is no news, whatever the channel. */
export const newsMs = 86_400_000;
/** Long enough that no decision comes up again after its letter is forgotten. */
const keptMs = 30 * 86_400_000;

export function queuePathOf(storePath: string): string {
  return `${storePath}-notifications`;
}

export function openQueue(path: string): Queue {
  const { database, problem } = openQueueFile(path);
  const run = statements(database);
  const settle = (state: "delivered" | "failed", channel: string, list: readonly Notification[], wall: number) =>
    transaction(database, () => {
      for (const { id } of list) run.settle.run(state, wall, channel, id);
      if (state === "failed") run.countFailed.run(list.length, channel);
    });
  const known = new Set<string>();
  const know = (channel: string) => {
    if (!known.has(channel)) run.channel.run(channel);
    known.add(channel);
    return channel;
  };
  return {
    problem,
    add: (channel, notification) => {
      const { id, kind, run: of, rule, action, time } = notification;
      const body = JSON.stringify(notification);
      return run.add.run(channel, id, kind, of, rule, action, Date.parse(time), body).changes === 1;
    },
    open: (channel, sinceWall) =>
      run.open.all(channel, sinceWall).map((row) => ({ id: String(row.id), run: String(row.run) })),
    lastOf: (channel, of, rule) =>
      (run.lastOf.get(channel, of, rule) as { kind: Notification["kind"] } | undefined) ?? null,
    waiting: (channel, limit) =>
      run.waiting.all(channel, limit).map(({ body, letter }) => {
        return { notification: JSON.parse(String(body)) as Notification, letter: letter as string | null };
      }),
    tried: (channel, list, letter) =>
      transaction(database, () => {
        for (const { id } of list) run.tried.run(letter, channel, id);
      }),
    delivered: (channel, list, wall) => settle("delivered", know(channel), list, wall),
    failed: (channel, list, wall) => settle("failed", know(channel), list, wall),
    seen: (channel) => (run.read.get(know(channel))?.seen as number | null) ?? null,
    see: (channel, wall) => void run.see.run(wall, know(channel)),
    course: (channel) => {
      const row = run.read.get(know(channel))!;
      return { nextAt: Number(row.next_at), tries: Number(row.tries), problem: row.problem as string | null };
    },
    setCourse: (channel, { nextAt, tries, problem }) => void run.setCourse.run(nextAt, tries, problem, know(channel)),
    counts: (channel) => ({
      waiting: Number(run.count.get(channel)?.waiting ?? 0),
      failed: Number(run.read.get(know(channel))?.failed ?? 0),
    }),
    hold: (channel) => hold(database, run, know(channel)),
    letGo: (channel) => void run.letGo.run(know(channel), own),
    awaited: () => run.awaited.all().map(({ channel }) => String(channel)),
    prune: (wall) =>
      transaction(database, () => {
        for (const { channel, old } of run.old.all(wall - newsMs)) {
          run.countFailed.run(Number(old), know(String(channel)));
          run.giveUp.run(wall, String(channel), wall - newsMs);
        }
        run.prune.run(wall - keptMs);
      }),
    close: () => database.close(),
  };
}

const own = processMark(process.pid) ?? String(process.pid);

function hold(database: DatabaseSync, run: ReturnType<typeof statements>, channel: string): boolean {
  let held = false;
  transaction(database, () => {
    const holder = run.read.get(channel)?.holder as string | null;
    held = holder === null || holder === own || !isPresent(holder);
    if (held && holder !== own) run.hold.run(own, channel);
  });
  return held;
}

function transaction(database: DatabaseSync, work: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function statements(database: DatabaseSync) {
  const prepare = (sql: string) => database.prepare(sql);
  return {
    add: prepare(
      "INSERT OR IGNORE INTO letters (channel, id, kind, run, rule, action, wall, state, body) VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?)",
    ),
    open: prepare(
      `SELECT id, run FROM letters told WHERE channel = ? AND wall > ? AND kind = 'fired' AND action IN ('warn', 'throttle', 'pause')
       AND NOT EXISTS (SELECT 1 FROM letters later WHERE later.channel = told.channel AND later.run = told.run
         AND later.rule = told.rule AND later.place > told.place)`,
    ),
    lastOf: prepare("SELECT kind FROM letters WHERE channel = ? AND run = ? AND rule = ? ORDER BY place DESC LIMIT 1"),
    waiting: prepare("SELECT body, letter FROM letters WHERE channel = ? AND state = 'waiting' ORDER BY place LIMIT ?"),
    tried: prepare("UPDATE letters SET letter = ? WHERE channel = ? AND id = ?"),
    awaited: prepare("SELECT DISTINCT channel FROM letters WHERE state = 'waiting'"),
    old: prepare("SELECT channel, count(*) AS old FROM letters WHERE state = 'waiting' AND wall < ? GROUP BY channel"),
    giveUp: prepare(
      "UPDATE letters SET state = 'failed', settled = ?, body = '' WHERE channel = ? AND state = 'waiting' AND wall < ?",
    ),
    count: prepare("SELECT count(*) AS waiting FROM letters WHERE channel = ? AND state = 'waiting'"),
    settle: prepare("UPDATE letters SET state = ?, settled = ?, body = '' WHERE channel = ? AND id = ?"),
    channel: prepare("INSERT OR IGNORE INTO channels (name) VALUES (?)"),
    read: prepare("SELECT * FROM channels WHERE name = ?"),
    see: prepare("UPDATE channels SET seen = max(coalesce(seen, 0), ?) WHERE name = ?"),
    setCourse: prepare("UPDATE channels SET next_at = ?, tries = ?, problem = ? WHERE name = ?"),
    countFailed: prepare("UPDATE channels SET failed = failed + ? WHERE name = ?"),
    hold: prepare("UPDATE channels SET holder = ? WHERE name = ?"),
    letGo: prepare("UPDATE channels SET holder = NULL WHERE name = ? AND holder = ?"),
    prune: prepare("DELETE FROM letters WHERE settled < ?"),
  };
}
