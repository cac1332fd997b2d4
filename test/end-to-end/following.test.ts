/** What the control plane hears and asks over the socket: snapshots, measurements, status. */

import { expect, it } from "vitest";
import type { Snapshot } from "../../engine/src/control/protocol.ts";
import { reach } from "./testing/reach.ts";
import { openStage, until } from "./testing/stage.ts";

const heal = {
  "policies/heal.macropolicy": `metric guild.queue: count "Players waiting"
profile heal {
  match process "*STAGE/heal.sh"
  rule slow: warn when fps < 20
  rule busy: warn when macro.cpu > 400% or guild.queue > 100
}
`,
};

it("snapshots come to who asked for them, with the system's metrics and each macro's own", async () => {
  const stage = openStage(heal);
  const macro = stage.macro("heal");
  const engine = await stage.watch();
  const { run } = await engine.event("macro-start");
  const [follower, other] = [await reach(stage), await reach(stage)];
  const seen: Snapshot[] = [];
  const overheard: Snapshot[] = [];
  follower.onSnapshot((snapshot) => seen.push(snapshot));
  other.onSnapshot((snapshot) => overheard.push(snapshot));
  await other.call("subscribe", {});
  await follower.call("subscribe", { snapshots: true });
  stage.report({ fps: 48 });
  await follower.call("report", { run, metrics: { response_time: 120 } });
  await until(
    () =>
      seen.at(-1)?.metrics.fps === 48 &&
      seen.at(-1)?.metrics["cpu.usage"] !== undefined &&
      seen.at(-1)?.macros[0]?.metrics.response_time === 120,
    () => JSON.stringify(seen.at(-1)),
  );
  const { time, metrics, macros } = seen.at(-1)!;
  expect(metrics).toMatchObject({ "cpu.usage": expect.any(Number), "macros.running": 1 });
  expect(macros).toMatchObject([{ id: run, macro: "heal", pid: macro.pid, title: null, order: null }]);
  expect(macros[0]!.metrics).toMatchObject({ "macro.memory": expect.any(Number), "macro.processes": 1 });
  expect(macros[0]!.rules.map(({ rule }) => rule)).toEqual(["slow", "busy"]);
  expect(Date.parse(time)).toBeGreaterThanOrEqual(Date.parse(seen[0]!.time));

  // Asked for again without, they end.
  await follower.call("subscribe", {});
  const count = seen.length;
  const { lastCheck } = await follower.call("status", {});
  await until(async () => (await follower.call("status", {})).lastCheck !== lastCheck, "the next snapshot");
  expect(seen.length).toBe(count);
  expect(overheard).toEqual([]);
});

it("who begins to follow is told of the newest snapshot at once, however long the next one takes", async () => {
  const stage = openStage(heal);
  await stage.watch("--interval", "1h");
  const client = await reach(stage);
  await until(async () => (await client.call("status", {})).lastCheck !== null, "a snapshot");
  const { lastCheck } = await client.call("status", {});
  const seen: Snapshot[] = [];
  client.onSnapshot((snapshot) => seen.push(snapshot));
  await client.call("subscribe", { snapshots: true });
  await until(() => seen.length > 0, "the newest snapshot");
  await client.call("subscribe", { snapshots: true });
  await client.call("ping", {});
  expect(seen.map(({ time }) => time)).toEqual([lastCheck]);
});

it("measurements say what can be had here, with values, and why the rest cannot", async () => {
  const stage = openStage(heal);
  stage.macro("heal");
  const engine = await stage.watch();
  const { run } = await engine.event("macro-start");
  const client = await reach(stage);
  const named = async () => {
    const { metrics } = await client.call("measurements", {});
    return (metric: string) => metrics.find((entry) => entry.metric === metric)!;
  };
  let found = await named();
  await until(
    async () => {
      found = await named();
      return found("fps").value === 60 && found("cpu.usage").at !== null;
    },
    () => JSON.stringify(found("fps")),
  );
  expect(found("cpu.usage")).toMatchObject({
    dimension: "percent",
    scope: "system",
    custom: false,
    available: true,
    why: null,
    value: expect.any(Number),
    text: expect.stringMatching(/%$/),
  });
  expect(found("macro.cpu")).toMatchObject({ scope: "macro", available: true, value: null, at: null });
  expect(found("latency")).toMatchObject({
    available: false,
    why: "no host is configured: add a source of kind latency under `sources:` in macro-engine.yaml",
  });
  expect(found("macro.heartbeat_age").why).toBe("no running macro reports it: macros do, with `macro-engine report`");
  expect(found("guild.queue")).toMatchObject({ custom: true, description: "Players waiting", available: false });
  expect(found("fps")).toMatchObject({ stalenessMs: 600_000, p95Today: null });

  await client.call("report", { run, heartbeat: true, metrics: { response_time: 80, "guild.queue": 3 } });
  await until(async () => (await named())("macro.heartbeat_age").available, "the sign of life to be taken");
  expect((await named())("guild.queue")).toMatchObject({ available: true, why: null, value: 3 });
  // A run has said it; the system has not.
  expect((await named())("response_time")).toMatchObject({ available: true, value: null });
});

it("status tells of the last snapshot, what the engine uses, and what the control plane has said", async () => {
  const stage = openStage(heal);
  await stage.watch();
  const client = await reach(stage);
  await until(async () => (await client.call("status", {})).lastCheck !== null, "a snapshot");
  const before = await client.call("status", {});
  expect(before).toMatchObject({ dashboard: null, notServing: null, channels: [], intervalMs: 100 });
  expect(before.cost.cpuSeconds).toBeGreaterThan(0);
  expect(before.cost.residentBytes).toBeGreaterThan(10_000_000);
  const channels = [{ channel: "screen", kind: "desktop", waiting: 2, failed: 0, problem: "no display" }];
  await client.call("serving", { dashboard: "http://127.0.0.1:8750/", link: null, problem: null, channels });
  expect(await client.call("status", {})).toMatchObject({
    dashboard: "http://127.0.0.1:8750/",
    notServing: null,
    channels,
  });
});

it("flush puts on disk what waits in memory, for who reads the file", async () => {
  const stage = openStage(heal);
  await stage.watch();
  const client = await reach(stage);
  const lag = () =>
    stage.recorded((store) => store.samples({ metric: "engine.lag", fromWall: 0, toWall: Date.now() })).length;
  await until(
    async () =>
      (await client.call("measurements", {})).metrics.some(({ metric, at }) => metric === "engine.lag" && at !== null),
    "a sample",
  );
  const before = lag();
  expect(await client.call("flush", {})).toEqual({ flushed: true });
  // By itself it writes every half minute.
  expect(lag()).toBeGreaterThan(before);
});
