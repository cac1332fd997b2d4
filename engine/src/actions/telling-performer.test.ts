import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MacroOrder } from "../events.ts";
import type { LiveRun } from "../macros/registry.ts";
import { endAll, idle, isRunning, kill, request, start, table } from "../macros/testing/harness.ts";
import { noProcesses } from "../macros/tree.ts";
import { createDryPerformer } from "./dry-performer.ts";
import { createPerformer, type PerformerOptions } from "./performer.ts";
import { realSystem } from "./system.ts";
import { createTellingPerformer } from "./telling-performer.ts";

afterEach(endAll);

const told = (id = "run-1"): LiveRun => ({
  tree: noProcesses,
  run: {
    id,
    macro: "heal",
    profile: "heal",
    level: "risky",
    origin: "registered",
    root: null,
    command: [],
    startedAt: 0,
    startedWall: 0,
  },
});

/** The performer, and what it told the macros so far. */
function telling({ dryRun = false, ...options }: Partial<PerformerOptions> & { dryRun?: boolean } = {}) {
  const orders: MacroOrder[] = [];
  const processes = (dryRun ? createDryPerformer : createPerformer)({
    table,
    settings: { names: () => true },
    ...options,
  });
  const performer = createTellingPerformer({
    processes,
    table,
    dryRun,
    announce: (order) => orders.push(order),
    onChange: () => {},
  });
  const words = () => orders.map(({ order }) => order);
  /** The macro says that it has done the last thing it was told. */
  const obey = () => performer.acknowledge(orders.at(-1)!.run, orders.at(-1)!.id);
  return Object.assign(performer, { orders, words, obey });
}

describe("a macro without a process", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is told, and has done it when it says so", async () => {
    const its = telling();
    const live = told();
    const paused = its.perform(
      { ...request("pause", "slow"), because: { decision: "d1", reason: "fps 3fps < 5" } },
      live,
    );
    expect(its.orders).toMatchObject([
      { event: "order", run: "run-1", macro: "heal", order: "pause", reason: "fps 3fps < 5", graceMs: null },
    ]);
    expect([its.isPaused("run-1"), its.order("run-1")]).toEqual([true, its.orders[0]]);
    expect(its.obey()).toBe(true);
    expect(await paused).toMatchObject({ action: "pause", ok: true, how: "acknowledged" });
    expect(its.order("run-1")).toBeNull();
    // Once is enough.
    expect(its.obey()).toBe(false);
  });

  it("has not done what it does not acknowledge, and may still say so later", async () => {
    const its = telling();
    const throttled = its.perform(request("throttle"), told());
    await vi.advanceTimersByTimeAsync(5000);
    expect(await throttled).toMatchObject({ ok: false, how: "not acknowledged within 5s" });
    expect(its.order("run-1")).toEqual(its.orders[0]);
    expect(its.obey()).toBe(true);
    expect(its.order("run-1")).toBeNull();
  });

  it("stands still for as long as any rule holds it, and is told once", async () => {
    const its = telling();
    const live = told();
    void its.perform(request("pause", "one"), live);
    its.obey();
    expect(await its.perform(request("pause", "two"), live)).toMatchObject({ ok: true, how: "already paused by one" });
    expect(await its.perform(request("resume", "one"), live)).toMatchObject({ how: "still paused by two" });
    const resumed = its.perform(request("resume", "two"), live);
    its.obey();
    expect(await resumed).toMatchObject({ ok: true, how: "acknowledged" });
    expect(await its.perform(request("resume", "two"), live)).toMatchObject({ how: "nothing was paused" });
    expect(its.words()).toEqual(["pause", "resume"]);
    expect(its.isPaused("run-1")).toBe(false);
  });

  it("is told to cancel at once, whatever it has yet to acknowledge", async () => {
    const its = telling();
    const live = told();
    const paused = its.perform(request("pause"), live);
    const cancelled = its.perform(request("cancel", "lost", 3000), live);
    expect(await paused).toMatchObject({ ok: false, how: "not acknowledged before it was told something else" });
    expect(its.orders[1]).toMatchObject({ order: "cancel", graceMs: 3000 });
    expect(await its.perform(request("pause"), live)).toMatchObject({
      ok: false,
      how: "refused: the macro is being cancelled",
    });
    its.obey();
    expect(await cancelled).toMatchObject({ action: "cancel", ok: true, how: "acknowledged" });
  });

  it("that does not acknowledge a cancel cannot be ended", async () => {
    const its = telling();
    const cancelled = its.perform(request("cancel", "lost", 3000), told());
    // Asked again, it is the same cancel.
    const again = its.perform(request("cancel", "other", 9000), told());
    await vi.advanceTimersByTimeAsync(3000);
    const how = "did not acknowledge within 3s, and gave no process to end";
    expect(await cancelled).toMatchObject({ ok: false, how, processes: 0 });
    expect(await again).toEqual(await cancelled);
    expect(its.words()).toEqual(["cancel"]);
  });

  it("has done what it was told by ending", async () => {
    const its = telling();
    const cancelled = its.perform(request("cancel"), told());
    expect(its.hasEnded("run-1")).toBe(true);
    expect(await cancelled).toMatchObject({ ok: true, how: "ended when it was told to" });
    expect(its.hasEnded("run-1")).toBe(false);
    const paused = its.perform(request("pause"), told());
    its.forget("run-1");
    expect(await paused).toMatchObject({ ok: false, how: "it ended before it acknowledged" });
    expect(its.isPaused("run-1")).toBe(false);
  });

  it("is told to go on when the engine leaves", async () => {
    const its = telling();
    void its.perform(request("pause"), told("run-1"));
    void its.perform(request("throttle"), told("run-2"));
    void its.perform(request("pause"), told("run-3"));
    void its.perform(request("cancel", "lost", 1000), told("run-3"));
    expect((await its.releaseAll()).map(({ action, how }) => `${action}: ${how}`)).toEqual([
      "resume: told to go on",
      "restore: told to go on",
    ]);
    expect(its.words()).toEqual(["pause", "throttle", "pause", "cancel", "resume", "restore"]);
    const settled = vi.fn();
    void its.settle().then(settled);
    await vi.advanceTimersByTimeAsync(999);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(settled).toHaveBeenCalled();
  });

  it("is told nothing in a dry run", async () => {
    const its = telling({ dryRun: true });
    expect(await its.perform(request("cancel"), told())).toMatchObject({
      ok: true,
      how: "dry run: would tell it to cancel",
    });
    expect(its.orders).toEqual([]);
  });
});

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("a macro that registered with its process", () => {
  const registered = async () => {
    const started = await start(idle);
    return { ...started, run: { ...started.run, origin: "registered" } } as const;
  };

  it("is paused as others are, and told nothing", async () => {
    const its = telling();
    const live = await registered();
    expect(await its.perform(request("pause"), live)).toMatchObject({ ok: true, how: "paused 1 process" });
    expect(table.stat(live.pid)?.state).toBe("stopped");
    await its.perform(request("resume"), live);
    expect(its.orders).toEqual([]);
  });

  it("is let be when it acknowledges a cancel", async () => {
    const its = telling();
    const live = await registered();
    const cancelled = its.perform(request("cancel"), live);
    its.obey();
    expect(await cancelled).toMatchObject({ ok: true, how: "acknowledged", processes: 0 });
    expect(isRunning(live.pid)).toBe(true);
  });

  it("need not acknowledge when it ends", async () => {
    const its = telling();
    const live = await registered();
    const cancelled = its.perform(request("cancel"), live);
    kill(live.pid, "SIGKILL");
    expect(await cancelled).toMatchObject({ ok: true, how: "ended when it was told to" });
  });

  it("is killed when it does not, once its grace is over; one that stands still goes on to hear it", async () => {
    const its = telling();
    const live = await registered();
    await its.perform(request("pause"), live);
    const cancelled = its.perform(request("cancel", "lost", 300), live);
    await vi.waitFor(() => expect(its.words()).toEqual(["cancel"]));
    expect(table.stat(live.pid)?.state).toBe("live");
    expect(its.cancelling().map(({ run }) => run.id)).toEqual([live.run.id]);
    expect(await cancelled).toMatchObject({
      ok: true,
      how: expect.stringMatching(/^did not acknowledge within 300ms; (ended after SIGTERM|killed at once)/),
      processes: 1,
    });
    expect(isRunning(live.pid)).toBe(false);
    expect(its.cancelling()).toEqual([]);
  });

  it("is not touched when it belongs to another user", async () => {
    const its = telling({ system: { ...realSystem(), uid: 54_321 } });
    const live = await registered();
    expect(await its.perform(request("cancel", "lost", 50), live)).toMatchObject({
      ok: false,
      how: expect.stringMatching(/^did not acknowledge within 50ms; refused: process \d+ belongs to another user/),
    });
    expect(isRunning(live.pid)).toBe(true);
  });
});
