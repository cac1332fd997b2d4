/** Tells every reader of the event stream what happens; one who does not keep up is let go, and nobody waits for it. */

import type { EngineLink } from "../../control-plane/engine-link.ts";
import type { EngineEvent, Snapshot, StreamReset } from "../contract.ts";
import { eventFrame } from "./event-frame.ts";
import { createEventRing, type KeptEvent, type RingLimits } from "./event-ring.ts";

/** Where a reader's bytes go. */
export interface EventSink {
  /** Bytes that were written and are not on their way yet. */
  readonly unsent: number;
  write(frame: Buffer): void;
  /** Lets go of it, whatever is unsent. */
  drop(): void;
}

export interface StreamWishes {
  /** The id of the last event that it knows; null: it wants to hear only what comes. */
  readonly after: string | null;
  /** Of this run alone; null: of all. */
  readonly run: string | null;
  readonly snapshots: boolean;
}

export interface EventHub {
  readonly readers: number;
  /** Whether there are as many as may be. */
  readonly full: boolean;
  /** Returns what ends it. */
  join(sink: EventSink, wishes: StreamWishes): () => void;
  /** Lets everybody go; who may come back goes on from where they were. */
  letGo(): void;
  /** Lets everybody go, and hears no more. */
  close(): void;
}

export interface EventHubOptions {
  readonly engine: Pick<EngineLink, "onEvent" | "followSnapshots">;
  /** Tells this control plane's ids from those of the one before. */
  readonly boot: string;
  readonly ring?: RingLimits;
  readonly mostReaders?: number;
}

interface Reader {
  readonly sink: EventSink;
  readonly wishes: StreamWishes;
  /** Bytes that were written in all, and how many of them had left at the last heartbeat. */
  written: number;
  sentBefore: number;
  /** Bytes of what it had missed: they may be unsent too, until it has caught up. */
  missed: number;
}

/** Unsent bytes at which a reader is let go. */
export const mostUnsent = 256 * 1024;
/** A reader who has this much to read yet is spared a snapshot: the next says it all anew. */
const mostUnsentForSnapshot = 32 * 1024;
/** A connection without any traffic is cut by what lies between. A reader whose bytes have not moved in one is let go. */
const heartbeatMs = 15_000;
const retryMs = 2000;

export function createEventHub({ engine, boot, ring: limits, mostReaders = 1000 }: EventHubOptions): EventHub {
  const ring = createEventRing(boot, limits);
  const readers = new Set<Reader>();
  let unfollow: (() => void) | null = null;
  let newest: Buffer | null = null;
  let waiting: KeptEvent[] = [];
  let sending: NodeJS.Immediate | null = null;

  const leave = (reader: Reader) => {
    readers.delete(reader);
    if (unfollow === null || [...readers].some(({ wishes }) => wishes.snapshots)) return;
    unfollow();
    unfollow = null;
    newest = null;
  };
  const send = (reader: Reader, frame: Buffer) => {
    reader.sink.write(frame);
    reader.written += frame.length;
    const { unsent } = reader.sink;
    if (unsent <= mostUnsent) reader.missed = 0;
    else if (unsent > mostUnsent + reader.missed) drop(reader);
  };
  const drop = (reader: Reader) => {
    leave(reader);
    reader.sink.drop();
  };
  /** What has come since the last time, in one piece for each reader: a look decides about many macros at once. */
  const sendEvents = () => {
    if (sending !== null) clearImmediate(sending);
    sending = null;
    const events = waiting;
    waiting = [];
    const pieces = new Map<string | null, Buffer>();
    for (const reader of readers) {
      const { run } = reader.wishes;
      const piece = pieces.get(run) ?? framesOf(events, run);
      pieces.set(run, piece);
      if (piece.length > 0) send(reader, piece);
    }
  };
  const tellSnapshot = (snapshot: Snapshot) => {
    sendEvents();
    newest = eventFrame({ event: "snapshot", data: snapshot });
    for (const reader of readers)
      if (reader.wishes.snapshots && reader.sink.unsent <= mostUnsentForSnapshot) send(reader, newest);
  };
  const beat = () => {
    sendEvents();
    const frame = eventFrame({ id: ring.lastId });
    for (const reader of readers) {
      const sent = reader.written - reader.sink.unsent;
      if (reader.sink.unsent > 0 && sent === reader.sentBefore) {
        drop(reader);
        continue;
      }
      reader.sentBefore = sent;
      send(reader, frame);
    }
  };
  const letGo = () => {
    sendEvents();
    for (const reader of [...readers]) drop(reader);
  };
  const welcome = (reader: Reader) => {
    const { after, run, snapshots } = reader.wishes;
    const missed = after === null ? [] : ring.after(after);
    const frames = (missed ?? []).filter(({ event }) => concerns(event, run)).map(({ frame }) => frame);
    reader.missed = frames.reduce((sum, frame) => sum + frame.length, 0);
    const reset: StreamReset = { lastId: after ?? "" };
    const begin = eventFrame({ retryMs, ...(missed === null ? { event: "reset", data: reset } : {}) });
    // Nothing may come for long, and that can be gone on from as well.
    const here = eventFrame({ id: ring.lastId });
    for (const frame of [begin, ...frames, here]) {
      reader.sink.write(frame);
      reader.written += frame.length;
    }
    if (snapshots && newest !== null) send(reader, newest);
  };

  const unlisten = engine.onEvent((event) => {
    waiting.push(ring.push(event));
    sending ??= setImmediate(sendEvents);
  });
  const heart = setInterval(beat, heartbeatMs).unref();
  return {
    get readers() {
      return readers.size;
    },
    get full() {
      return readers.size >= mostReaders;
    },
    join: (sink, wishes) => {
      // Who comes now is told of those from the ring, or not at all.
      sendEvents();
      const reader: Reader = { sink, wishes, written: 0, sentBefore: -1, missed: 0 };
      readers.add(reader);
      if (wishes.snapshots) unfollow ??= engine.followSnapshots(tellSnapshot);
      welcome(reader);
      return () => leave(reader);
    },
    letGo,
    close: () => {
      clearInterval(heart);
      unlisten();
      letGo();
    },
  };
}

function framesOf(events: readonly KeptEvent[], run: string | null): Buffer {
  return Buffer.concat(events.filter(({ event }) => concerns(event, run)).map(({ frame }) => frame));
}

function concerns(event: EngineEvent, run: string | null): boolean {
  return run === null || ("run" in event && event.run === run);
}
