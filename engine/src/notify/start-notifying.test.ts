/** From what the engine announces to what arrives, over failures and restarts: real queues on disk, real HTTP on loopback. */

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { processMark } from "../store/liveness.ts";
import { run } from "../store/testing/example.ts";
import { openQueue } from "./queue.ts";
import { hook, quick, session, stage } from "./testing/engine.ts";
import { notification } from "./testing/example.ts";
import { cut, type Received, silence, slowly, startReceiver, status } from "./testing/receiver.ts";

const titles = (received: readonly Received[]) => received.map(({ json }) => json.title);
const idsIn = (received: readonly Received[]) =>
  received.flatMap(({ json }) => json.notifications.map(({ id }: { id: string }) => id));
/** Long enough for a second copy to come, were there one. */
const aWhile = () => sleep(200);

/** The path, with the file made as it is to be. */
function openedOnce(path: string): string {
  openQueue(path).close();
  return path;
}

describe("who hears of what", () => {
  test("those whom a clause names for the action, and a cancel all as a cancel", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    await using two = await startReceiver();
    plane.notify({ one: ["cancel"], two: ["warn", "cancel all"], three: ["cancel"] });
    plane.begin({ one: hook(one.url), two: hook(two.url) });
    plane.decide({ action: "warn" });
    plane.decide({ action: "cancel", run: "run-2" });
    plane.decide({ action: "cancel all", run: "run-3" });
    plane.decide({ action: "cancel", profile: "craft" });
    await one.until(2);
    await two.until(2);
    await aWhile();
    expect(titles(one.received)).toEqual(["heal_group cancelled", "every macro cancelled, by low_fps of heal_group"]);
    expect(titles(two.received)).toEqual([
      "heal_group: warning by low_fps",
      "every macro cancelled, by low_fps of heal_group",
    ]);
  });

  test("a changed policy counts from its reload on", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    plane.begin({ one: hook(one.url) });
    plane.decide();
    plane.notify({ one: ["pause"] });
    plane.announce({ event: "reload", time: new Date().toISOString(), ok: true, profiles: 1, rules: 1, problems: "" });
    await aWhile();
    const told = plane.decide({ run: "run-2" });
    await one.until(1);
    await aWhile();
    expect(idsIn(one.received)).toEqual([told.id]);
  });

  test("a mute silences, and what clears afterwards was never told", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    plane.notify({ one: ["pause"] });
    plane.begin({ one: hook(one.url) });
    plane.decide({ mute: "m1" });
    plane.decide({ event: "clear" });
    plane.decide({ run: "run-2", macro: "craft" });
    await one.until(1);
    await aWhile();
    expect(titles(one.received)).toEqual(["craft paused"]);
  });

  test("a dry run says so", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    plane.notify({ one: ["cancel"] });
    plane.begin({ one: hook(one.url) });
    plane.decide({ action: "cancel", dryRun: true });
    const [{ json }] = (await one.until(1)) as [Received];
    expect(json).toMatchObject({ title: "dry run: heal_group would be cancelled", dryRun: true });
  });
});

describe("what is told", () => {
  test("warns, throttles and pauses recover, once, where they were told; cancels do not", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    plane.notify({ one: ["warn", "pause", "cancel"] });
    plane.begin({ one: hook(one.url) });
    plane.decide();
    await one.until(1);
    plane.decide({ event: "clear" });
    plane.decide({ event: "clear" });
    await one.until(2);
    plane.decide({ action: "cancel", rule: "lag" });
    plane.decide({ action: "cancel", rule: "lag", event: "clear" });
    plane.decide({ action: "throttle", rule: "hot" });
    plane.decide({ action: "throttle", rule: "hot", event: "clear" });
    await one.until(3);
    await aWhile();
    expect(titles(one.received)).toEqual([
      "heal_group paused",
      "heal_group goes on: low_fps has cleared",
      "heal_group cancelled",
    ]);
  });

  test("an action that came to nothing", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    plane.notify({ one: ["cancel"] });
    plane.begin({ one: hook(one.url) });
    const { id, run, macro } = plane.decide({ action: "cancel" });
    const outcome = { event: "outcome", time: new Date().toISOString(), id, run, macro, action: "cancel" } as const;
    plane.announce({
      ...outcome,
      ok: false,
      how: "refused: it belongs to root",
      tookMs: 1,
      processes: 0,
      dryRun: false,
    });
    await one.until(2);
    expect(one.received[1]?.json).toMatchObject({
      kind: "failed",
      title: "heal_group could not be cancelled",
      text: "refused: it belongs to root (low_fps: frames at 12fps). It may still run: look to it yourself.",
    });
    plane.announce({ ...outcome, ok: true, how: "ended", tookMs: 1, processes: 1, dryRun: false });
    await aWhile();
    expect(one.received).toHaveLength(2);
  });

  test("the course of the metric before, from the record", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    plane.notify({ one: ["pause"] });
    plane.begin({ one: hook(one.url) });
    const now = Date.now();
    for (let ago = 60; ago >= 0; ago--) plane.sample("fps", ago > 20 ? 60 : 12, now - ago * 1000, "run-1");
    plane.decide();
    const [{ json }] = (await one.until(1)) as [Received];
    expect(json.notifications[0]).toMatchObject({ session, sessionName: "raid", readings: { fps: "12fps" } });
    expect(json.course).toMatchObject({ metric: "fps", range: "12fps to 60fps" });
    expect(json.course.picture).toMatch(/^█{7,9}[▂-▇]?▁{4,6}$/);
  });

  test("the macro by its own title, in the session that a user began", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    plane.notify({ one: ["pause"] });
    plane.begin({ one: hook(one.url) });
    plane.record([
      { kind: "run-start", session, run: run("run-7", { title: "Ann's **heal**" }) },
      {
        kind: "named-session-start",
        named: { id: "n1", session, name: "guild night", startedWall: Date.now() - 1000 },
      },
    ]);
    plane.decide({ run: "run-7" });
    const [{ json }] = (await one.until(1)) as [Received];
    expect(json.title).toBe("Ann's **heal** (heal_group) paused");
    expect(json.notifications[0]).toMatchObject({ sessionName: "guild night", macroTitle: "Ann's **heal**" });
  });

  test("many at once are one digest, the gravest first", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    plane.notify({ one: ["warn", "cancel"] });
    plane.begin({ one: hook(one.url) });
    for (let i = 0; i < 25; i++) plane.decide({ action: "warn", run: `run-${i}` });
    plane.decide({ action: "cancel", run: "run-3", rule: "lag" });
    await one.until(1);
    await aWhile();
    expect(one.received).toHaveLength(1);
    expect(one.received[0]?.json).toMatchObject({
      kind: "digest",
      title: "1 cancelled, 25 warnings",
      text: "heal_group cancelled by lag\nheal_group: warning by low_fps (25 times)",
    });
    expect(new Set(idsIn(one.received)).size).toBe(26);
  });
});

describe("deliveries that fail", () => {
  test.each([
    ["500", status(500)],
    ["a cut connection", cut],
    ["silence", silence],
    ["slowness", slowly(700, 204)],
  ])("after %s it is tried again, in order, and told in the state meanwhile", async (_, answer) => {
    await using plane = stage();
    await using one = await startReceiver();
    one.otherwise(answer);
    plane.notify({ one: ["pause"] });
    plane.begin({ one: hook(one.url, 200) });
    plane.decide();
    await expect.poll(() => plane.states).toMatchObject([{ channel: "one", waiting: 1, problem: expect.any(String) }]);
    plane.decide({ run: "run-2", macro: "craft" });
    one.otherwise(status(204));
    await expect.poll(() => plane.states).toMatchObject([{ waiting: 0, failed: 0, problem: null }]);
    expect(titles(one.received).slice(-2)).toEqual(["heal_group paused", "craft paused"]);
  });

  test("each attempt waits longer than the one before", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    one.answer(status(500), status(500), status(500));
    plane.notify({ one: ["pause"] });
    plane.begin({ one: hook(one.url) }, { pace: { ...quick, againMs: 100, mostAgainMs: 10_000 } });
    plane.decide();
    const received = await one.until(4);
    const waits = received.slice(1).map(({ at }, index) => at - received[index]!.at);
    // Doubled, spread by a quarter to either side: 75 to 125, 150 to 250, 300 to 500, and no sooner.
    expect(waits[0]).toBeGreaterThanOrEqual(74);
    expect(waits[1]).toBeGreaterThanOrEqual(149);
    expect(waits[2]).toBeGreaterThanOrEqual(299);
  });

  test("429 is obeyed: nothing comes before its time, though more is to be told", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    one.answer(status(429, { retry_after: 0.6 }));
    plane.notify({ one: ["pause"] });
    const url = { kind: "written", text: `${one.url}/api/webhooks/1/t` } as const;
    plane.begin({ one: { kind: "discord", url, timeoutMs: 2000 } });
    plane.decide();
    await one.until(1);
    plane.decide({ run: "run-2" });
    const [first, second] = (await one.until(2)) as [Received, Received];
    expect(second.at - first.at).toBeGreaterThanOrEqual(590);
    await one.until(3);
    await aWhile();
    expect(one.received).toHaveLength(3);
  });

  test("after 404 it is left alone, what waits is kept, and another address has it delivered", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    await using other = await startReceiver();
    one.otherwise(status(404));
    plane.notify({ one: ["pause"] });
    const notifying = plane.begin({ one: hook(one.url) });
    const told = [plane.decide(), plane.decide({ run: "run-2" })];
    await expect
      .poll(() => plane.states)
      .toMatchObject([{ waiting: 2, failed: 0, problem: "it answers 404, there is nothing at that address" }]);
    await aWhile();
    expect(one.received).toHaveLength(1);
    notifying.reconfigure({ one: hook(other.url) });
    await other.until(2);
    expect(idsIn(other.received)).toEqual(told.map(({ id }) => id));
    await expect.poll(() => plane.states).toMatchObject([{ waiting: 0, problem: null }]);
  });

  test("a letter that is refused is given up, and the next one told", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    one.answer(status(400));
    plane.notify({ one: ["pause"] });
    plane.begin({ one: hook(one.url) });
    plane.decide();
    await expect.poll(() => plane.states).toMatchObject([{ waiting: 0, failed: 1 }]);
    const next = plane.decide({ run: "run-2" });
    await one.until(2);
    expect(idsIn(one.received.slice(1))).toEqual([next.id]);
  });

  test("one channel that is silent holds up no other", async () => {
    await using plane = stage();
    await using silent = await startReceiver();
    await using one = await startReceiver();
    silent.otherwise(silence);
    plane.notify({ silent: ["pause"], one: ["pause"] });
    plane.begin({ silent: hook(silent.url, 30_000), one: hook(one.url) });
    plane.decide();
    await one.until(1);
    expect(plane.states.length).toBeLessThanOrEqual(2);
    await silent.until(1);
  });

  test("what is no news any more is given up", async () => {
    await using plane = stage();
    plane.notify({ screen: ["pause"] });
    const command = { kind: "desktop", timeoutMs: 1000 } as const;
    const queue = openQueue(`${plane.storePath}-notifications`);
    queue.add("screen", notification({ time: new Date(Date.now() - 11 * 60_000).toISOString() }));
    queue.close();
    plane.begin({ screen: command });
    await expect.poll(() => plane.states).toMatchObject([{ waiting: 0, failed: 1 }]);
  });
});

describe("over restarts", () => {
  test("what waits is delivered by the next one, once", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    one.otherwise(status(503));
    plane.notify({ one: ["pause"] });
    plane.begin({ one: hook(one.url) });
    const { id } = plane.decide();
    await one.until(2);
    await plane.end();
    one.otherwise(status(204));
    const tried = one.received.length;
    plane.begin({ one: hook(one.url) });
    await plane.delivered("one");
    await aWhile();
    expect(idsIn(one.received.slice(tried))).toEqual([id]);
  });

  test("what was decided meanwhile is found on record, and nothing is told twice", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    plane.notify({ one: ["pause", "cancel"] });
    plane.begin({ one: hook(one.url) });
    const first = plane.decide();
    await one.until(1);
    await plane.delivered("one");
    await plane.end();
    const missed = [
      plane.decideUnheard({ event: "clear" }),
      plane.decideUnheard({ action: "cancel", rule: "lag" }),
      plane.decideUnheard({ action: "warn", rule: "other" }),
    ];
    plane.begin({ one: hook(one.url) });
    await one.until(3);
    const last = plane.decide({ run: "run-2" });
    await one.until(4);
    await plane.delivered("one");
    await plane.end();
    plane.begin({ one: hook(one.url) });
    await aWhile();
    expect(idsIn(one.received)).toEqual([first.id, missed[0]!.id, missed[1]!.id, last.id]);
  });

  test("a channel that is new hears nothing of the time before this engine", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    plane.notify({ one: ["pause"] });
    plane.decideUnheard({ time: new Date(Date.now() - 30_000).toISOString() });
    const { id } = plane.decideUnheard({ run: "run-2" });
    plane.begin({ one: hook(one.url) });
    await one.until(1);
    await aWhile();
    expect(idsIn(one.received)).toEqual([id]);
  });

  test("what another policy set has decided in the same record is not ours to tell", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    plane.notify({ one: ["pause"] });
    plane.decideUnheard({ session: "another session" });
    const { id } = plane.decideUnheard({ run: "run-2" });
    plane.begin({ one: hook(one.url) });
    await one.until(1);
    await aWhile();
    expect(idsIn(one.received)).toEqual([id]);
  });

  test("on its way out it still delivers what it can, and leaves the rest in the queue", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    await using down = await startReceiver();
    down.otherwise(status(500));
    plane.notify({ one: ["pause"], down: ["pause"] });
    plane.begin(
      { one: hook(one.url), down: hook(down.url) },
      { pace: { ...quick, mostAgainMs: 60_000, againMs: 60_000 } },
    );
    plane.decide();
    await plane.end(5000);
    expect(one.received).toHaveLength(1);
    const queue = openQueue(`${plane.storePath}-notifications`);
    expect([queue.counts("one").waiting, queue.counts("down").waiting]).toEqual([0, 1]);
    queue.close();
  });

  test("while another process delivers from the queue it is left to that one, until that is gone", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    plane.notify({ one: ["pause"] });
    const other = spawn("sleep", ["60"]);
    const queue = new DatabaseSync(openedOnce(`${plane.storePath}-notifications`));
    queue.prepare("INSERT INTO channels (name, holder) VALUES ('one', ?)").run(processMark(other.pid!));
    queue.close();
    plane.begin({ one: hook(one.url) });
    const { id } = plane.decide();
    await expect.poll(() => plane.states).toMatchObject([{ waiting: 1, problem: null }]);
    await aWhile();
    expect(one.received).toEqual([]);
    other.kill("SIGKILL");
    await one.until(1);
    expect(idsIn(one.received)).toEqual([id]);
  });

  test("the queue is its owner's alone, and holds no address", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    one.otherwise(status(500));
    plane.notify({ one: ["pause"] });
    plane.begin({ one: hook(`${one.url}/s3cret`) });
    plane.decide();
    await one.until(1);
    await expect.poll(() => plane.states[0]?.problem).toBe("it answers 500, an error of its own");
    for (const file of [`${plane.storePath}-notifications`, `${plane.storePath}-notifications-wal`]) {
      expect(statSync(file).mode & 0o077).toBe(0);
      expect(readFileSync(file, "latin1")).not.toContain("s3cret");
    }
  });

  test("where the disk takes no queue, it is told all the same, and said", async () => {
    await using plane = stage();
    await using one = await startReceiver();
    mkdirSync(`${plane.storePath}-notifications`);
    plane.notify({ one: ["pause"] });
    plane.begin({ one: hook(one.url) });
    plane.decide();
    await one.until(1);
    expect(plane.problems.join()).toContain("notifications are not kept over a restart");
    await expect.poll(() => plane.states[0]?.problem).toContain("notifications are not kept over a restart");
  });
});

test("a test of a channel passes its queue, and revives it", async () => {
  await using plane = stage();
  await using one = await startReceiver();
  one.answer(status(404), status(404), status(204));
  plane.notify({ one: ["pause"] });
  const notifying = plane.begin({ one: hook(one.url) });
  const { id } = plane.decide();
  await one.until(1);
  expect(await notifying.test("one")).toEqual({
    kind: "gone",
    problem: "it answers 404, there is nothing at that address",
  });
  expect(await notifying.test("one")).toEqual({ kind: "delivered" });
  expect(await notifying.test("two")).toBeNull();
  const received = await one.until(4);
  expect(received[1]?.json).toMatchObject({ kind: "test", title: "macro-engine: a test" });
  expect(idsIn(received.slice(3))).toEqual([id]);
});
