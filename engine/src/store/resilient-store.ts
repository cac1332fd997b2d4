/** A store that never stands in the engine's way: while the disk refuses, it says so once, keeps what it can, and retries. */

import type { Entry } from "./entries.ts";
import { entryQueue } from "./entry-queue.ts";
import { standingEntries } from "./standing-entries.ts";
import type { Page, Store, StoredDecision, StoreReader } from "./store.ts";
import { StoreError } from "./store-error.ts";

export interface ResilientStoreOptions {
  readonly path: string;
  /** Opens the file, now and whenever it has to be opened anew; throws `StoreError`. */
  open(): Store;
  /** Hears once when recording stops, and once when it goes on. */
  report(level: "warning" | "info", message: string): void;
  /** Hears when recording goes on: what is in the file may be read, perhaps for the first time. */
  onRecovery?(): void;
  /** Entries kept in memory meanwhile; default 10,000. */
  readonly maxQueued?: number;
  /** Time between two attempts, ms; default 5 s. */
  readonly retryMs?: number;
  /** A monotonic clock, ms. */
  readonly now?: () => number;
}

export interface Recording {
  readonly recording: boolean;
  /** Why not; null when it is. */
  readonly reason: string | null;
  /** Entries that wait in memory, and decisions that found no room there. */
  readonly queued: number;
  readonly dropped: number;
}

/** `write`, `flush`, `tick` and `close` never throw; reads find nothing where the file cannot be read. */
export interface ResilientStore extends Store {
  readonly state: Recording;
}

const chunk = 200;

export function createResilientStore(options: ResilientStoreOptions): ResilientStore {
  const { path, report, retryMs = 5000, now = () => performance.now() } = options;
  const queue = entryQueue(options.maxQueued ?? 10_000);
  const standing = standingEntries();
  let inner: Store | null = null;
  let trouble: StoreError | null = null;
  let retryAt = 0;
  let refusalSaid = false;

  function failed(error: unknown): void {
    if (!(error instanceof StoreError)) throw error;
    // A file that has moved is told of when it is known whether another could be begun.
    const isNews = trouble === null || trouble.failure === "moved";
    if (isNews && error.failure !== "moved") report("warning", `not recording: ${error.message}`);
    trouble = error;
    retryAt = now() + retryMs;
    // A full or busy file is fine once that is over; after anything else the connection may not be.
    if (error.failure !== "full" && error.failure !== "busy") abandon();
  }

  function abandon(): void {
    try {
      inner?.close();
    } catch {
      // It is being given up for what went wrong before.
    }
    inner = null;
  }

  /** Writes entries; those that the schema refuses are our own mistake, and must not hold up the others. */
  function put(store: Store, entries: readonly Entry[]): void {
    try {
      store.write(entries);
    } catch (error) {
      if (!(error instanceof StoreError) || error.failure !== "refused") throw error;
      if (entries.length > 1) {
        for (const entry of entries) put(store, [entry]);
        return;
      }
      if (!refusalSaid) report("warning", `not recorded: a ${entries[0]?.kind} entry (${cause(error)})`);
      refusalSaid = true;
    }
  }

  /** It may be another file than before, which knows nothing of what is going on. */
  function openAnew(): Store {
    const store = options.open();
    try {
      put(store, standing.all());
      return store;
    } catch (error) {
      store.close();
      throw error;
    }
  }

  /** Opens where needed and writes what waits. */
  function retry(): void {
    try {
      inner ??= openAnew();
      const waited = queue.length;
      while (queue.length > 0) {
        const entries = queue.first(chunk);
        put(inner, entries);
        queue.remove(entries.length);
      }
      const over = trouble;
      trouble = null;
      if (over !== null) reportRecovery(over, waited);
    } catch (error) {
      failed(error);
    }
  }

  function reportRecovery(over: StoreError, waited: number): void {
    const lost = queue.dropped === 0 ? "none lost" : `${queue.dropped} decisions found no room in memory and are lost`;
    const written = waited === 0 ? "" : `: ${waited} entries that waited in memory are written, ${lost}`;
    if (over.failure === "moved") report("warning", `${over.message}; a new one is begun${written}`);
    else report("info", `recording again${written}`);
    queue.clearDropped();
    options.onRecovery?.();
  }

  function attempt(work: (store: Store) => void): void {
    if (trouble !== null && now() >= retryAt) retry();
    if (done(work) || trouble?.failure !== "moved") return;
    // Nothing stands in the way of a new file.
    retry();
    done(work);
  }

  function done(work: (store: Store) => void): boolean {
    if (trouble !== null || inner === null) return false;
    try {
      work(inner);
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  }

  retry();
  return {
    path,
    get state() {
      return {
        recording: trouble === null,
        reason: trouble?.message ?? null,
        queued: queue.length,
        dropped: queue.dropped,
      };
    },
    write(entries) {
      for (const entry of entries) standing.note(entry);
      let written = false;
      attempt((store) => {
        put(store, entries);
        written = true;
      });
      if (!written) queue.add(entries);
    },
    sample: (...sample) => inner?.sample(...sample),
    flush: () => attempt((store) => store.flush()),
    tick: (wall) => attempt((store) => store.tick(wall)),
    close() {
      if (trouble !== null) retry();
      if (queue.length > 0) report("warning", `${queue.length} entries were never recorded: ${trouble?.message}`);
      abandon();
    },
    ...reader(
      () => inner,
      (id) => {
        const decision = queue.decision(id);
        return decision && { ...decision, outcomes: [] };
      },
    ),
  };
}

function cause(error: StoreError): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function reader(inner: () => Store | null, queued: (id: string) => StoredDecision | null): StoreReader {
  const nothing: Page<never> = { items: [], next: null };
  const from = <T>(read: (store: Store) => T, otherwise: T): T => {
    const store = inner();
    if (store === null) return otherwise;
    try {
      return read(store);
    } catch (error) {
      if (error instanceof StoreError) return otherwise;
      throw error;
    }
  };
  return {
    decisions: (query) => from((store) => store.decisions(query), nothing),
    decision: (id) => from((store) => store.decision(id), null) ?? queued(id),
    decisionsNamed: (part) => from((store) => store.decisionsNamed(part), []),
    runs: (query) => from((store) => store.runs(query), nothing),
    run: (id) => from((store) => store.run(id), null),
    sessions: (query) => from((store) => store.sessions(query), nothing),
    session: (id) => from((store) => store.session(id), null),
    history: (query) => from((store) => store.history(query), []),
    samples: (query) => from((store) => store.samples(query), []),
    snapshots: (query) => from((store) => store.snapshots(query), []),
    metrics: (run) => from((store) => store.metrics(run), []),
    cooldowns: (wall) => from((store) => store.cooldowns(wall), new Map<string, number>()),
    mutes: (wall) => from((store) => store.mutes(wall), []),
    paused: () => from((store) => store.paused(), []),
    guardedByOthers: () => from((store) => store.guardedByOthers(), []),
  };
}
