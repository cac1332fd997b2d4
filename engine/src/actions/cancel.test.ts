import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  endAll,
  idle,
  isRunning,
  living,
  request,
  script,
  start,
  table,
  temporaryFolder,
  until,
} from "../macros/testing/harness.ts";
import { createPerformer, type Performer } from "./performer.ts";
import { realSystem, type System } from "./system.ts";

afterEach(endAll);

const performer = (): Performer => createPerformer({ table, settings: { names: () => true } });

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("cancel", () => {
  it("asks, and is content when all end within the grace", async () => {
    const folder = temporaryFolder();
    const macro = await start(["sh", script("tidy.sh"), path.join(folder, "note")]);
    await until("the trap to be set", () => living(macro).length === 2);

    const outcome = await performer().perform(request("cancel"), macro);

    expect(outcome).toMatchObject({ action: "cancel", ok: true, how: "ended after SIGTERM", left: [] });
    expect(readFileSync(path.join(folder, "note"), "utf8")).toBe("tidied\n");
    expect(await macro.child.ended).toEqual({ code: 3, signal: null });
    expect(living(macro)).toEqual([]);
  });

  it("forces a tree that ignores SIGTERM after the grace", async () => {
    const macro = await start(["sh", script("stubborn-tree.sh")]);
    await until("the whole tree", () => living(macro).length === 8);

    const outcome = await performer().perform(request("cancel", "rule", 200), macro);

    expect(outcome).toMatchObject({ ok: true, processes: 8, left: [] });
    expect(outcome.how).toMatch(/^killed after the grace of 200ms: 8 processes had not ended after SIGTERM$/);
    expect(outcome.tookMs).toBeGreaterThanOrEqual(200);
    expect(await macro.child.ended).toEqual({ code: null, signal: "SIGKILL" });
    expect(living(macro)).toEqual([]);
  });

  it("ends those that are born while it dies", async () => {
    const macro = await start(["sh", script("forks-while-dying.sh")]);
    await until("the trap to be set", () => living(macro).length >= 2);

    const outcome = await performer().perform(request("cancel", "rule", 400), macro);

    expect(outcome).toMatchObject({ ok: true, left: [] });
    expect(outcome.processes).toBeGreaterThanOrEqual(6);
    expect(living(macro)).toEqual([]);
  });

  it("catches one that is another process at every look", async () => {
    const macro = await start(["sh", script("hopper.sh")]);
    await macro.child.ended;
    await until("a later generation", () => living(macro).some((member) => member.pid !== macro.pid));

    const outcome = await performer().perform(request("cancel", "rule", 100), macro);

    expect(outcome).toMatchObject({ ok: true, left: [] });
    expect(living(macro)).toEqual([]);
  });

  it("ends a daemon that left the session and lost its parents", async () => {
    const macro = await start(["sh", script("daemon.sh")]);
    await macro.child.ended;
    const alone = () => living(macro).length === 1 && table.info(living(macro)[0]?.pid ?? 0)?.name === "sleep";
    await until("the daemon alone", alone);
    const daemon = living(macro)[0];
    expect(daemon?.session).not.toBe(macro.pid);

    const outcome = await performer().perform(request("cancel"), macro);

    expect(outcome).toMatchObject({ ok: true, how: "ended after SIGTERM", processes: 1 });
    expect(isRunning(daemon?.pid ?? 0)).toBe(false);
  });

  it("ends an orphan without the mark by its session", async () => {
    const macro = await start(["sh", script("orphan.sh")]);
    await macro.child.ended;
    const alone = () => living(macro).length === 1 && table.info(living(macro)[0]?.pid ?? 0)?.name === "sleep";
    await until("the orphan alone", alone);
    const orphan = living(macro)[0];
    expect(table.marks(orphan?.pid ?? 0)).toEqual([]);

    expect(await performer().perform(request("cancel"), macro)).toMatchObject({ ok: true, processes: 1 });
    expect(isRunning(orphan?.pid ?? 0)).toBe(false);
  });

  it("copes with a tree that ends by itself in the middle", async () => {
    const macro = await start(["sh", script("leaves-midway.sh")]);
    await until("the tree", () => living(macro).length >= 3);

    const outcome = await performer().perform(request("cancel", "rule", 10_000), macro);

    expect(outcome).toMatchObject({ ok: true, how: "ended after SIGTERM", left: [] });
  });

  it("says so when there was nothing left to end", async () => {
    const macro = await start(["true"]);
    await macro.child.ended;
    const outcome = await performer().perform(request("cancel"), macro);
    expect(outcome).toMatchObject({ ok: true, how: "had already ended", processes: 0 });
  });

  it("lets a paused macro hear the signal", async () => {
    const folder = temporaryFolder();
    const macro = await start(["sh", script("tidy.sh"), path.join(folder, "note")]);
    await until("the trap to be set", () => living(macro).length === 2);
    const actor = performer();
    expect(await actor.perform(request("pause"), macro)).toMatchObject({ ok: true });

    expect(await actor.perform(request("cancel"), macro)).toMatchObject({ ok: true, how: "ended after SIGTERM" });
    expect(readFileSync(path.join(folder, "note"), "utf8")).toBe("tidied\n");
  });

  it("counts the grace from when it has asked, however long it took to ask", async () => {
    const folder = temporaryFolder();
    const macro = await start(["sh", script("tidy.sh"), path.join(folder, "note")]);
    await until("the trap to be set", () => living(macro).length === 2);
    let [late, asked] = [0, false];
    const system: System = {
      ...realSystem(),
      now: () => performance.now() + late,
      sleep: (ms) => {
        if (!asked) late += 5000;
        return new Promise((resolve) => setTimeout(resolve, ms));
      },
      kill: (pid, signal) => {
        asked ||= signal === "SIGTERM";
        process.kill(pid, signal);
      },
    };
    const actor = createPerformer({ table, settings: { names: () => true }, system });
    const outcome = await actor.perform(request("cancel", "rule", 5000), macro);
    expect(outcome).toMatchObject({ ok: true, how: "ended after SIGTERM" });
    expect(readFileSync(path.join(folder, "note"), "utf8")).toBe("tidied\n");
  });

  it("kills a paused macro that does not listen", async () => {
    const macro = await start(["sh", script("stubborn-tree.sh")]);
    await until("the whole tree", () => living(macro).length === 8);
    const actor = performer();
    await actor.perform(request("pause"), macro);
    expect(await actor.perform(request("cancel", "rule", 50), macro)).toMatchObject({ ok: true, left: [] });
    expect(living(macro)).toEqual([]);
  });

  it("lets a paused macro go on for good, also where something of it cannot be ended", async () => {
    const macro = await start(idle);
    const spared: System = {
      ...realSystem(),
      kill: (pid, signal) => {
        if (signal === "SIGTERM") throw Object.assign(new Error("denied"), { code: "EPERM" });
        process.kill(pid, signal);
      },
    };
    const actor = createPerformer({ table, settings: { names: () => true }, system: spared });
    await actor.perform(request("pause"), macro);
    expect(await actor.perform(request("cancel", "rule", 50), macro)).toMatchObject({ ok: false, left: [macro.pid] });
    expect(living(macro).map((member) => member.state)).toEqual(["live"]);
    expect([actor.isPaused(macro.run.id), actor.paused()]).toEqual([false, []]);
  });

  it("ends short lives without end, and what starts them", async () => {
    const macro = await start(["sh", script("two-hundred.sh"), path.join(temporaryFolder(), "never")]);
    await until("some of them", () => living(macro).length > 5);
    expect(await performer().perform(request("cancel"), macro)).toMatchObject({ ok: true, left: [] });
    expect(living(macro)).toEqual([]);
  });

  it("asks every one of a tree that grows while it is asked", async () => {
    // Each generation is gone at the first SIGTERM, and has by then begun the next: nobody may be missed.
    const macro = await start([
      "sh",
      "-c",
      "while :; do sleep 0.01 & sleep 300 & wait $!; done & while :; do sleep 300 & sleep 0.005; done",
    ]);
    await until("some of them", () => living(macro).length > 5);
    expect(await performer().perform(request("cancel"), macro)).toMatchObject({ ok: true, how: "ended after SIGTERM" });
  });

  it("asks with the configured signal", async () => {
    const macro = await start(idle);
    const actor = createPerformer({ table, settings: { names: () => true, signal: "SIGINT" } });
    expect(await actor.perform(request("cancel"), macro)).toMatchObject({ ok: true, how: "ended after SIGINT" });
    expect(await macro.child.ended).toEqual({ code: null, signal: "SIGINT" });
  });

  it("joins a cancel that is under way, and refuses a pause meanwhile", async () => {
    const macro = await start(["sh", script("stubborn-tree.sh")]);
    await until("the whole tree", () => living(macro).length === 8);
    const actor = performer();
    const first = actor.perform(request("cancel", "one", 300), macro);
    expect(actor.cancelling().map((target) => target.run.id)).toEqual([macro.run.id]);
    const second = actor.perform(request("cancel", "two", 300), macro);
    const pause = actor.perform(request("pause"), macro);
    expect(await second).toEqual(await first);
    expect(await pause).toMatchObject({ ok: false, how: "refused: the macro is being cancelled" });
    expect(actor.cancelling()).toEqual([]);
  });
});
