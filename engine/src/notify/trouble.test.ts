/** Queues in trouble: letters that may have arrived, refused digests, clocks that jump, files that are held, channels that go. */

import { DatabaseSync } from "node:sqlite";
import { afterEach, expect, test, vi } from "vitest";
import type { WebhookChannelConfig } from "../config/config.ts";
import { run } from "../store/testing/example.ts";
import { openQueue, queuePathOf } from "./queue.ts";
import { hook, quick, session, stage } from "./testing/engine.ts";
import { notification } from "./testing/example.ts";
import { type Received, silence, startReceiver, status } from "./testing/receiver.ts";

const idsIn = (received: readonly Received[]) =>
  received.flatMap(({ json }) => json.notifications.map(({ id }: { id: string }) => id));
const letterIds = (received: readonly Received[]) => received.map(({ headers }) => headers["webhook-id"]);
const day = 86_400_000;

afterEach(() => void vi.restoreAllMocks());

test("what may have arrived goes again as the same letter, over a restart, and what came meanwhile as another", async () => {
  await using plane = stage();
  await using one = await startReceiver();
  one.otherwise(silence);
  plane.notify({ one: ["warn"] });
  plane.begin({ one: hook(one.url, 100) });
  for (let i = 0; i < 5; i++) plane.decide({ action: "warn", run: `run-${i}` });
  await one.until(1);
  plane.decide({ action: "warn", run: "run-5" });
  await one.until(2);
  await plane.end();
  one.otherwise(status(204));
  plane.begin({ one: hook(one.url) });
  await plane.delivered("one");
  const sent = letterIds(one.received);
  expect(new Set(sent.slice(0, -1)).size).toBe(1);
  expect(one.received.slice(-2).map(({ json }) => json.notifications.length)).toEqual([5, 1]);
});

test("a digest that is refused is sent in parts, and only the one that nobody takes is given up", async () => {
  await using plane = stage();
  await using one = await startReceiver();
  plane.notify({ one: ["warn"] });
  one.otherwise((response, { json, text }) => {
    const many = json.notifications.length;
    void response.writeHead(many > 8 ? 413 : text.includes("poison") ? 400 : 204).end();
  });
  plane.begin({ one: hook(one.url) }, { pace: { ...quick, busyMs: 5, betweenMs: 5 } });
  const told = Array.from({ length: 20 }, (_, i) =>
    plane.decide({ action: "warn", run: `run-${i}`, ...(i === 5 ? { message: "poison" } : {}) }),
  );
  await expect.poll(() => plane.states, { timeout: 5000 }).toMatchObject([{ waiting: 0, failed: 1 }]);
  const last = new Set(
    idsIn(one.received.filter(({ json, text }) => json.notifications.length <= 8 && !text.includes("poison"))),
  );
  expect(last.size).toBe(19);
  expect(last.has(told[5]!.id)).toBe(false);
});

test("a clock that is set back by a day while it waits keeps nobody waiting", async () => {
  await using plane = stage();
  await using one = await startReceiver();
  one.answer(status(503, "", { "retry-after": "0.6" }));
  plane.notify({ one: ["pause"] });
  plane.begin({ one: hook(one.url) });
  plane.decide();
  await expect.poll(() => plane.states[0]?.problem).toBe("it answers 503, unavailable");
  const now = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => now() - day);
  await one.until(2);
  await plane.delivered("one");
});

test("a clock that was ahead for a while hides nothing of what came after", async () => {
  await using plane = stage();
  await using one = await startReceiver();
  const queue = openQueue(queuePathOf(plane.storePath));
  queue.see("one", Date.now() + 365 * day);
  queue.close();
  plane.notify({ one: ["pause"] });
  const { id } = plane.decideUnheard();
  plane.begin({ one: hook(one.url) });
  expect(idsIn(await one.until(1))).toEqual([id]);
});

test("while another program holds the queue's file, what happens is kept in mind, and told afterwards", async () => {
  await using plane = stage();
  await using one = await startReceiver();
  plane.notify({ one: ["pause"] });
  plane.begin({ one: hook(one.url) });
  const other = new DatabaseSync(queuePathOf(plane.storePath));
  other.exec("BEGIN EXCLUSIVE");
  const told = [plane.decide(), plane.decide({ run: "run-2" })];
  expect(plane.problems).toEqual([expect.stringContaining("locked")]);
  other.exec("COMMIT");
  other.close();
  await one.until(2);
  expect(idsIn(one.received)).toEqual(told.map(({ id }) => id));
});

test("a channel that is removed shows what waits for it, and tells it when it comes back", async () => {
  await using plane = stage();
  await using one = await startReceiver();
  one.otherwise(status(500));
  plane.notify({ one: ["pause"] });
  const notifying = plane.begin({ one: hook(one.url) });
  const { id } = plane.decide();
  await one.until(1);
  notifying.reconfigure({});
  const problem = expect.stringContaining("the configuration has no such channel any more");
  await expect.poll(() => plane.states).toEqual([{ channel: "one", kind: "removed", waiting: 1, failed: 0, problem }]);
  one.otherwise(status(204));
  notifying.reconfigure({ one: hook(one.url) });
  await expect.poll(() => plane.states).toMatchObject([{ kind: "webhook", waiting: 0, problem: null }]);
  expect(idsIn(one.received).at(-1)).toBe(id);
});

test("a channel whose secrets are missing says so when it begins, and what is missing; the others go on", async () => {
  await using plane = stage();
  await using one = await startReceiver();
  const lacking: WebhookChannelConfig = {
    ...hook(one.url),
    secret: { kind: "env", name: "NO_SUCH_SECRET" },
    headers: { authorization: { kind: "file", path: `${plane.storePath}.none` } },
  };
  plane.notify({ one: ["pause"] });
  plane.begin({ one: hook(one.url), lacking });
  expect(plane.problems).toEqual([
    expect.stringMatching(/^nothing can be told over the channel lacking: .*environment has no NO_SUCH_SECRET/),
    expect.stringMatching(/^nothing can be told over the channel lacking: .*none cannot be read \(ENOENT\)$/),
  ]);
  plane.decide();
  await one.until(1);
});

test("what waits for a day is given up, whether its channel is there or not", async () => {
  await using plane = stage();
  const queue = openQueue(queuePathOf(plane.storePath));
  queue.add("gone", notification({ id: "old", time: new Date(Date.now() - 25 * 3_600_000).toISOString() }));
  queue.add("gone", notification({ id: "new", time: new Date().toISOString() }));
  plane.begin({});
  expect(queue.waiting("gone", 9).map(({ notification: { id } }) => id)).toEqual(["new"]);
  expect(queue.counts("gone")).toEqual({ waiting: 1, failed: 1 });
  queue.close();
});

test("of a cancel of all it is told who was not ended; and what was told is told to be over though it is muted by then", async () => {
  await using plane = stage();
  await using one = await startReceiver();
  plane.notify({ one: ["cancel", "warn"] });
  plane.begin({ one: hook(one.url) });
  const { id } = plane.decide({ action: "cancel all" });
  for (const [run, macro] of [
    ["run-1", "heal_group"],
    ["run-9", "craft"],
  ] as const) {
    plane.announce({
      ...{ event: "outcome", time: new Date().toISOString(), id, run, macro, action: "cancel", ok: run === "run-1" },
      ...{ how: "refused: it belongs to root", tookMs: 1, processes: 0, dryRun: false },
    });
  }
  await one.until(2);
  plane.decide({ action: "warn", rule: "lag" });
  await one.until(3);
  plane.decide({ action: "warn", rule: "lag", event: "clear", mute: "m1" });
  await one.until(4);
  expect(one.received.map(({ json }) => json.title)).toEqual([
    "every macro cancelled, by low_fps of heal_group",
    "craft could not be cancelled",
    "heal_group: warning by lag",
    "heal_group: lag has cleared",
  ]);
});

test("what an engine had paused goes on when that has ended, and is told to, once, by the next", async () => {
  await using plane = stage();
  await using one = await startReceiver();
  plane.notify({ one: ["pause", "cancel"] });
  plane.begin({ one: hook(one.url) });
  plane.decide();
  plane.decide({ run: "run-2" });
  await one.until(2);
  await plane.delivered("one");
  await plane.end();
  const left = { kind: "left" } as const;
  plane.record([
    { kind: "run-start", session, run: run("run-2") },
    ...["run-1", "run-2"].map((id) => {
      const end = id === "run-1" ? left : ({ kind: "exited", code: 0, signal: null } as const);
      return { kind: "run-end", session, run: id, wall: Date.now(), end } as const;
    }),
  ]);
  for (let next = 0; next < 2; next++) {
    plane.begin({ one: hook(one.url) });
    await one.until(3);
    await plane.delivered("one");
    await plane.end();
  }
  expect(one.received.slice(2).map(({ json }) => [json.title, json.text])).toEqual([
    [
      "heal_group goes on: unguarded now",
      "The engine that guarded it has ended; the next one tells anew what is amiss (low_fps: fps < 15fps for 3s)",
    ],
  ]);
});
