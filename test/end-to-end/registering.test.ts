/** Macros that say themselves that they run: told what to do, ended by their process where they gave one, taken off guard. */

import { expect, it } from "vitest";
import type { ControlClient } from "../../engine/src/control/connect-control.ts";
import type { MacroOrder } from "../../engine/src/events.ts";
import { reach } from "./testing/reach.ts";
import { isAlive, openStage, stateOf, until } from "./testing/stage.ts";

const policies = {
  "policies/heal.macropolicy": `profile heal {
  grace 1500ms
  cooldown 1h
  match macro "heal"
  match process "*STAGE/heal.sh"
  rule slow: pause when fps < 20 until fps > 30
  rule lost: cancel when fps < 5
}
profile silent {
  match macro "silent"
  rule silent: cancel when macro.heartbeat_age > 700ms
}
`,
};

/** Acknowledges what it is told, as a macro does that listens. */
async function obeying(client: ControlClient) {
  const orders: MacroOrder[] = [];
  client.onEvent((event) => {
    if (event.event !== "order") return;
    orders.push(event);
    // The engine may be ending.
    client.call("acknowledge", { run: event.run, order: event.id }).catch(() => {});
  });
  await client.call("subscribe", {});
  return orders;
}

/** Reports it again and again, as macros do, until something has come of it. */
async function whileReporting<T>(client: ControlClient, run: string, fps: number, what: Promise<T>): Promise<T> {
  const report = () => client.call("report", { run, metrics: { fps } }).catch(() => {});
  const timer = setInterval(report, 500);
  void report();
  return what.finally(() => clearInterval(timer));
}

it("one without a process is told to pause, to go on and to cancel, and says when it has done so", async () => {
  const stage = openStage(policies);
  const engine = await stage.watch();
  const client = await reach(stage);
  const orders = await obeying(client);
  const registered = await client.call("register", { macro: "heal", title: "Heal <b>Macro</b>", level: "safe" });
  const run = registered.id;
  expect(registered).toEqual({ id: run, profile: "heal", level: "safe" });
  expect(await engine.event("macro-start")).toMatchObject({ run, pid: null, level: "safe", origin: "registered" });
  expect((await client.call("status", {})).macros).toMatchObject([
    { id: run, title: "Heal <b>Macro</b>", pid: null, origin: "registered", state: "running" },
  ]);
  const fired = await whileReporting(client, run, 10, engine.event("fire", { rule: "slow" }));
  expect(await engine.event("outcome", { action: "pause" })).toMatchObject({ run, ok: true, how: "acknowledged" });
  const [paused] = (await client.call("status", {})).macros;
  expect(paused).toMatchObject({ state: "paused", order: null });
  expect(paused!.metrics).toMatchObject({ fps: 10 });
  expect(Object.keys(paused!.metrics)).not.toContain("macro.cpu");
  await whileReporting(client, run, 60, engine.event("outcome", { action: "resume", ok: true }));
  const cancelled = await whileReporting(client, run, 3, engine.event("outcome", { action: "cancel" }));
  expect(cancelled).toMatchObject({ ok: true, how: "acknowledged" });
  expect(await engine.event("macro-end")).toMatchObject({ run, end: { kind: "cancelled" } });
  expect(orders.map(({ order, reason, graceMs }) => [order, reason, graceMs])).toEqual([
    ["pause", fired.message, null],
    ["resume", fired.message, null],
    ["cancel", expect.stringContaining("fps"), 1500],
  ]);
  expect(orders[0]).toMatchObject({ run, macro: "heal", decision: fired.id });
  await expect(client.call("register", { macro: "heal" })).rejects.toThrow("heal was cancelled and may start again in");
  expect(stage.recorded((store) => store.run(run))).toMatchObject({ title: "Heal <b>Macro</b>", root: null });
});

it("one without a process that does not acknowledge a cancel is taken off as cancelled, and the outcome says so", async () => {
  const stage = openStage(policies);
  const engine = await stage.watch();
  const client = await reach(stage);
  const { id: run } = await client.call("register", { macro: "heal" });
  await client.call("report", { run, metrics: { fps: 3 } });
  await engine.event("order", { order: "cancel" });
  const [told] = (await client.call("status", {})).macros;
  expect(told).toMatchObject({ state: "ending", order: { order: "cancel", graceMs: 1500 } });
  expect(await engine.event("outcome", { action: "cancel" })).toMatchObject({
    ok: false,
    how: "did not acknowledge within 1.5s, and gave no process to end",
  });
  expect(await engine.event("macro-end")).toMatchObject({ run, end: { kind: "cancelled" } });
  expect(await client.call("acknowledge", { run, order: told!.order!.id })).toEqual({ noted: false });
});

it("falls silent from the moment it registered, and says itself when it has ended", async () => {
  const stage = openStage(policies);
  const engine = await stage.watch();
  const client = await reach(stage);
  await obeying(client);
  const first = await client.call("register", { macro: "silent" });
  await engine.event("fire", { rule: "silent", run: first.id });
  await engine.event("macro-end", { run: first.id });
  const { id: run } = await client.call("register", { macro: "heal" });
  expect(await client.call("release", { id: run })).toEqual({
    macros: [{ id: run, macro: "heal", pid: null, ok: true, how: "has ended" }],
  });
  expect(await engine.event("macro-end", { run })).toMatchObject({ end: { kind: "exited", code: null, signal: null } });
});

it("one with a process is measured, and killed when it does not acknowledge a cancel", async () => {
  const stage = openStage(policies);
  const macro = stage.macro("other", "trap '' TERM; mkfifo idle; exec 3<> idle; while :; do read _ <&3; done");
  const engine = await stage.watch();
  const client = await reach(stage);
  const { id: run } = await client.call("register", { macro: "heal", pid: macro.pid });
  expect(await engine.event("macro-start")).toMatchObject({ run, pid: macro.pid, origin: "registered" });
  await until(
    async () => typeof (await client.call("status", {})).macros[0]!.metrics["macro.memory"] === "number",
    "its memory",
  );
  // It runs since it said so, however old its process is.
  expect((await client.call("status", {})).macros[0]!.durationMs).toBeLessThan(45_000);
  stage.report({ fps: 10 });
  await engine.event("outcome", { action: "pause" });
  expect(stateOf(macro.pid)).toBe("T");
  stage.report({ fps: 3 });
  expect(await engine.event("order")).toMatchObject({ run, order: "cancel" });
  const how = "did not acknowledge within 1.5s; killed at once: 1 process had not ended after SIGTERM";
  expect(await engine.event("outcome", { action: "cancel" })).toMatchObject({ ok: true, how });
  expect(isAlive(macro.pid)).toBe(false);
  expect((await engine.event("macro-end")).end).toMatchObject({ kind: "cancelled" });
});

it("one with a process that acknowledges goes on, off guard", async () => {
  const stage = openStage(policies);
  const macro = stage.macro("other");
  const engine = await stage.watch();
  const client = await reach(stage);
  await obeying(client);
  const { id: run } = await client.call("register", { macro: "heal", pid: macro.pid });
  expect((await client.call("stop", { id: run })).stopping).toEqual([{ id: run, macro: "heal", pid: macro.pid }]);
  expect((await engine.event("macro-end")).end).toEqual({ kind: "stopped" });
  expect(await engine.event("order")).toMatchObject({ reason: "its user wants it", decision: null });
  expect(isAlive(macro.pid)).toBe(true);
});

it("one that was found becomes the macro's own; its process must be the one that it means", async () => {
  const stage = openStage(policies);
  const macro = stage.macro("heal");
  const engine = await stage.watch();
  const found = await engine.event("macro-start", { origin: "found" });
  const client = await reach(stage);
  const asked = { macro: "heal", pid: macro.pid };
  await expect(client.call("register", { ...asked, startTime: 1 })).rejects.toThrow("is another one by now");
  await expect(client.call("register", { macro: "heal", pid: 4_000_000 })).rejects.toThrow("there is no process");
  await expect(client.call("register", { ...asked, macro: "x", profile: "hael" })).rejects.toThrow("no policy has");
  const { id: run } = await client.call("register", asked);
  expect((await engine.event("macro-end", { run: found.run })).end).toEqual({ kind: "left", released: true });
  expect(await engine.event("macro-start", { run })).toMatchObject({ pid: macro.pid, origin: "registered" });
  // It is registered, and says so again.
  expect((await client.call("register", { ...asked, level: "safe" })).id).toBe(run);
  expect((await client.call("status", {})).macros).toMatchObject([{ id: run, level: "safe" }]);
  await expect(client.call("register", { ...asked, macro: "craft" })).rejects.toThrow("belongs to heal already");
});

it("one that `run` has started is the run that it is already, by any of its processes", async () => {
  const stage = openStage(policies);
  const engine = await stage.watch();
  stage.start(["run", "--macro", "heal", "--", "sh", "-c", "sleep 300 & echo $! > child; wait"]);
  const { run } = await engine.event("macro-start", { macro: "heal" });
  await until(() => stage.numberIn("child") !== null, "its child");
  const client = await reach(stage);
  await client.call("check", {});
  const pid = stage.numberIn("child")!;
  expect(await client.call("register", { macro: "heal", pid })).toMatchObject({ id: run, profile: "heal" });
  await expect(client.call("register", { macro: "craft", pid })).rejects.toThrow("belongs to heal already");
});

it("one without a process that stands still is told to go on when the engine ends", async () => {
  const stage = openStage(policies);
  const engine = await stage.watch();
  const client = await reach(stage);
  const orders = await obeying(client);
  const { id: run } = await client.call("register", { macro: "heal" });
  expect((await client.call("pause", { id: run })).macros).toMatchObject([{ ok: true, how: "acknowledged" }]);
  engine.signal("SIGTERM");
  await engine.ended;
  await client.closed;
  expect(orders.map(({ order }) => order)).toEqual(["pause", "resume"]);
  expect(stage.recorded((store) => store.run(run)?.end)).toEqual({ kind: "left" });
});

it("release lets a macro go on as it was, and its pattern does not bring it back", async () => {
  const stage = openStage(policies);
  const macro = stage.macro("heal");
  const engine = await stage.watch();
  const { run } = await engine.event("macro-start");
  stage.report({ fps: 10 });
  await engine.event("outcome", { action: "pause" });
  const client = await reach(stage);
  expect((await client.call("release", { id: "heal" })).macros).toEqual([
    { id: run, macro: "heal", pid: macro.pid, ok: true, how: "goes on unguarded" },
  ]);
  expect((await engine.event("macro-end", { run })).end).toEqual({ kind: "left", released: true });
  expect(stateOf(macro.pid)).not.toBe("T");
  // New policies are held against every process anew.
  stage.write({ "policies/other.macropolicy": 'profile other {\n  match process "*STAGE/other.sh"\n}\n' });
  await engine.event("reload");
  const other = stage.macro("other");
  await engine.event("macro-start", { pid: other.pid });
  expect((await client.call("status", {})).macros.map(({ pid }) => pid)).toEqual([other.pid]);
});

it("release ends an `attach`, and lets a `run` wait for its command unguarded", async () => {
  const stage = openStage(policies);
  const macro = stage.macro("other");
  const engine = await stage.watch();
  const attached = stage.start(["attach", "--pid", String(macro.pid), "--macro", "mine"]);
  await engine.event("macro-start", { macro: "mine" });
  const command = "while [ ! -e enough ]; do sleep 0.1; done; exit 3";
  const ran = stage.start(["run", "--macro", "heal", "--", "sh", "-c", command]);
  await engine.event("macro-start", { macro: "heal" });
  const client = await reach(stage);
  await client.call("release", { id: "mine" });
  expect(await attached.ended).toBe(0);
  expect(attached.err).toContain("mine: goes on unguarded, taken off by hand");
  expect(isAlive(macro.pid)).toBe(true);
  await client.call("release", { id: "heal" });
  await ran.says("heal: goes on unguarded, taken off by hand");
  stage.write({ enough: "" });
  expect(await ran.ended).toBe(3);
});

it("a dry run tells nobody anything", async () => {
  const stage = openStage(policies);
  const engine = await stage.watch("--dry-run");
  const client = await reach(stage);
  const orders = await obeying(client);
  const { id: run } = await client.call("register", { macro: "heal" });
  await client.call("report", { run, metrics: { fps: 3 } });
  expect(await engine.event("outcome", { action: "cancel" })).toMatchObject({
    ok: true,
    how: "dry run: would tell it to cancel",
  });
  expect(orders).toEqual([]);
  expect((await client.call("status", {})).macros).toHaveLength(1);
});
