/** Who is told what, and who is let go. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { notice } from "../../control/testing/example.ts";
import type { EngineEvent } from "../contract.ts";
import { fakeEngine } from "../testing/fake-engine.ts";
import { createEventHub, type EventSink, mostUnsent, type StreamWishes } from "./event-hub.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const all: StreamWishes = { after: null, run: null, snapshots: false };
const level = (run: string): EngineEvent => ({
  event: "level",
  time: "2026-01-05T12:00:00Z",
  run,
  macro: "heal",
  level: "safe",
});
const snapshot = (cpu: number) => ({ time: "2026-01-05T12:00:00Z", metrics: { "cpu.usage": cpu }, macros: [] });

interface FakeSink extends EventSink {
  unsent: number;
  readonly frames: Buffer[];
  readonly dropped: boolean;
  /** What was heard so far, as `event id data`, without the empty ones. */
  heard(): string[];
}

/** `reads` false: nothing that is written ever leaves. */
function sink(reads = true): FakeSink {
  const frames: Buffer[] = [];
  let dropped = false;
  return {
    frames,
    unsent: 0,
    get dropped() {
      return dropped;
    },
    write(frame) {
      frames.push(frame);
      if (!reads) this.unsent += frame.length;
    },
    drop: () => {
      dropped = true;
    },
    heard: () =>
      frames
        .flatMap((frame) => String(frame).split("\n\n"))
        .filter((text) => text.includes("data: "))
        .map((text) => {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1] ?? "-";
          const { message, run, metrics } = JSON.parse(field("data"));
          return `${field("event")} ${field("id")} ${message ?? run ?? metrics?.["cpu.usage"] ?? field("data")}`;
        }),
  };
}

/** Time for what came together to go out together. */
const settle = () => void vi.advanceTimersByTime(1);

function open(options: { mostReaders?: number; ring?: { events: number; bytes: number } } = {}) {
  const engine = fakeEngine();
  return { engine, hub: createEventHub({ engine, boot: "b", ...options }) };
}

it("everybody hears each event with its id, as the same bytes", () => {
  const { engine, hub } = open();
  const readers = [sink(), sink(), sink()];
  for (const reader of readers) hub.join(reader, all);
  engine.tell(notice("one"));
  engine.tell(notice("two"));
  settle();
  for (const reader of readers) expect(reader.heard()).toEqual(["- b-1 one", "- b-2 two"]);
  expect(readers[0]!.frames.at(-1)).toBe(readers[2]!.frames.at(-1));
});

it("the beginning says from where to go on, though nothing has happened yet", () => {
  const { engine, hub } = open();
  engine.tell(notice("before"));
  const reader = sink();
  hub.join(reader, all);
  expect(reader.heard()).toEqual([]);
  expect(reader.frames.map(String)).toEqual(["retry: 2000\n\n", "id: b-1\n\n"]);
});

it("one who was away is told what was missed, once", () => {
  const { engine, hub } = open();
  for (const message of ["one", "two", "three"]) engine.tell(notice(message));
  const reader = sink();
  hub.join(reader, { ...all, after: "b-1" });
  engine.tell(notice("four"));
  settle();
  expect(reader.heard()).toEqual(["- b-2 two", "- b-3 three", "- b-4 four"]);
});

it("one who was away too long, or knows another engine, is told so", () => {
  const { engine, hub } = open({ ring: { events: 2, bytes: 1e6 } });
  for (const message of ["one", "two", "three", "four"]) engine.tell(notice(message));
  for (const after of ["b-1", "other-3"]) {
    const reader = sink();
    hub.join(reader, { ...all, after });
    expect(reader.heard()).toEqual([`reset - {"lastId":"${after}"}`]);
    expect(String(reader.frames.at(-1))).toBe("id: b-4\n\n");
  }
});

it("one who follows a run hears of that run alone, also of what was missed", () => {
  const { engine, hub } = open();
  const events = [level("r1"), notice("x"), level("r2")];
  for (const event of events) engine.tell(event);
  const reader = sink();
  hub.join(reader, { after: "b-0", run: "r2", snapshots: false });
  for (const event of events) engine.tell(event);
  settle();
  expect(reader.heard()).toEqual(["- b-3 r2", "- b-6 r2"]);
});

it("snapshots are asked for while somebody wants them, and only by those", () => {
  const { engine, hub } = open();
  hub.join(sink(), all);
  expect(engine.followers).toBe(0);
  const [first, second] = [sink(), sink()];
  const leave = hub.join(first, { ...all, snapshots: true });
  engine.see(snapshot(1));
  const leaveToo = hub.join(second, { ...all, snapshots: true });
  expect(engine.followers).toBe(1);
  engine.see(snapshot(2));
  // The second is told at once what is known.
  for (const reader of [first, second]) expect(reader.heard()).toEqual(["snapshot - 1", "snapshot - 2"]);
  leave();
  leave();
  expect(engine.followers).toBe(1);
  leaveToo();
  expect(engine.followers).toBe(0);
  const later = sink();
  hub.join(later, { ...all, snapshots: true });
  expect(later.heard()).toEqual([]);
});

it("one who reads slowly is spared snapshots, not events", () => {
  const { engine, hub } = open();
  const reader = sink();
  hub.join(reader, { ...all, snapshots: true });
  reader.unsent = 40_000;
  engine.see(snapshot(1));
  engine.tell(notice("one"));
  reader.unsent = 0;
  engine.see(snapshot(2));
  expect(reader.heard()).toEqual(["- b-1 one", "snapshot - 2"]);
});

it("one who never reads is let go, and nobody else notices", () => {
  const { engine, hub } = open();
  const [stuck, reader] = [sink(false), sink()];
  hub.join(stuck, { ...all, snapshots: true });
  hub.join(reader, all);
  const text = "x".repeat(1000);
  const count = Math.ceil(mostUnsent / 1000);
  for (let n = 0; n < count; n++) {
    engine.tell(notice(text));
    settle();
  }
  expect(stuck.dropped).toBe(true);
  expect(stuck.frames.length).toBeLessThan(count + 3);
  expect(reader.heard()).toHaveLength(count);
  expect([hub.readers, engine.followers]).toEqual([1, 0]);
});

it("one whose bytes do not move from one heartbeat to the next is let go, however few they are", () => {
  const { engine, hub } = open();
  const [stuck, slow, idle] = [sink(false), sink(false), sink()];
  for (const reader of [stuck, slow, idle]) hub.join(reader, all);
  engine.tell(notice("one"));
  vi.advanceTimersByTime(15_000);
  slow.unsent -= 10;
  vi.advanceTimersByTime(15_000);
  expect([stuck.dropped, slow.dropped, idle.dropped]).toEqual([true, false, false]);
  expect(String(idle.frames.at(-1))).toBe("id: b-1\n\n");
});

it("one who has missed much may take its time to catch up, and is let go when it does not", () => {
  const { engine, hub } = open();
  for (let n = 0; n < 400; n++) engine.tell(notice("x".repeat(1000)));
  const [slow, stuck] = [sink(false), sink(false)];
  for (const reader of [slow, stuck]) hub.join(reader, { ...all, after: "b-0" });
  expect([slow.heard().length, slow.dropped]).toEqual([400, false]);
  slow.unsent = 1000;
  engine.tell(notice("one"));
  vi.advanceTimersByTime(15_000);
  slow.unsent = mostUnsent;
  engine.tell(notice("two"));
  settle();
  // From then on it is as patient with it as with everybody.
  expect([slow.dropped, stuck.dropped]).toEqual([true, false]);
  vi.advanceTimersByTime(15_000);
  expect([stuck.dropped, hub.readers]).toEqual([true, 0]);
});

it("events that come together go out together, each told once to those who come in between", () => {
  const { engine, hub } = open();
  const [first, second] = [sink(), sink()];
  hub.join(first, all);
  const before = first.frames.length;
  engine.tell(notice("one"));
  engine.tell(notice("two"));
  expect(first.frames.length).toBe(before);
  hub.join(second, { ...all, after: "b-1" });
  engine.tell(notice("three"));
  settle();
  expect(first.frames.length).toBe(before + 2);
  expect(first.heard()).toEqual(["- b-1 one", "- b-2 two", "- b-3 three"]);
  expect(second.heard()).toEqual(["- b-2 two", "- b-3 three"]);
});

it("there is room for so many, and for none after the end", () => {
  const { engine, hub } = open({ mostReaders: 2 });
  const readers = [sink(), sink()];
  for (const reader of readers) hub.join(reader, { ...all, snapshots: true });
  expect(hub.full).toBe(true);
  hub.close();
  expect(readers.map(({ dropped }) => dropped)).toEqual([true, true]);
  engine.tell(notice("one"));
  expect([hub.readers, engine.followers, readers[0]!.heard()]).toEqual([0, 0, []]);
});
