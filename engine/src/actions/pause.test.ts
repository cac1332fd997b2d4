import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { markVariable } from "../macros/processes/process-table.ts";
import { recoverPaused } from "../macros/recovery.ts";
import {
  burner,
  endAll,
  living,
  request,
  script,
  start,
  table,
  temporaryFolder,
  until,
} from "../macros/testing/harness.ts";
import type { PausedProcess } from "../store/entries.ts";
import type { PausedStore } from "../store/store.ts";
import { createPerformer, type PerformerOptions } from "./performer.ts";
import { realSystem } from "./system.ts";

afterEach(endAll);

const performer = (options: Partial<PerformerOptions> = {}) =>
  createPerformer({ table, settings: { names: () => true }, ...options });
const states = (macro: Parameters<typeof living>[0]) => [...new Set(living(macro).map((member) => member.state))];

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("pause", () => {
  it("stops the whole tree, and nothing of it uses the processor any more", async () => {
    const macro = await start(["sh", "-c", "while :; do :; done & while :; do :; done"]);
    await until("both burners", () => living(macro).length === 2);
    const actor = performer();

    expect(await actor.perform(request("pause"), macro)).toMatchObject({ ok: true, how: "paused 2 processes" });

    expect(states(macro)).toEqual(["stopped"]);
    expect(actor.isPaused(macro.run.id)).toBe(true);
    const used = () => living(macro).reduce((sum, member) => sum + member.cpuSeconds, 0);
    const before = used();
    await until("another process to be scheduled", async () => {
      const other = await start(["true"]);
      await other.child.ended;
      return true;
    });
    expect(used()).toBe(before);

    expect(await actor.perform(request("resume"), macro)).toMatchObject({ ok: true, how: "resumed 2 processes" });
    expect(actor.isPaused(macro.run.id)).toBe(false);
    await until("it to go on", () => used() > before);
  });

  it("outruns a tree that forks all the time", async () => {
    const macro = await start(["sh", script("two-hundred.sh"), path.join(temporaryFolder(), "never")]);
    await until("some of them", () => living(macro).length > 5);
    const actor = performer();
    expect(await actor.perform(request("pause"), macro)).toMatchObject({ ok: true });
    expect(states(macro)).toEqual(["stopped"]);
    const newest = Math.max(...living(macro).map((member) => member.pid));
    actor.hold([macro]);
    expect(Math.max(...living(macro).map((member) => member.pid))).toBe(newest);
  });

  it("holds until the last rule that paused lets go", async () => {
    const macro = await start(burner);
    const actor = performer();
    await actor.perform(request("pause", "low_fps"), macro);
    expect(await actor.perform(request("pause", "lag"), macro)).toMatchObject({
      ok: true,
      how: "already paused by low_fps",
    });
    expect(await actor.perform(request("resume", "low_fps"), macro)).toMatchObject({ how: "still paused by lag" });
    expect(states(macro)).toEqual(["stopped"]);
    expect(await actor.perform(request("resume", "lag"), macro)).toMatchObject({ how: "resumed 1 process" });
    expect(states(macro)).toEqual(["live"]);
    expect(await actor.perform(request("resume", "lag"), macro)).toMatchObject({ ok: true, how: "nothing was paused" });
  });

  it("leaves alone what stood still before", async () => {
    const macro = await start(["sh", "-c", "sleep 300 & sleep 300"]);
    await until("the tree", () => living(macro).length === 3);
    const stopped = living(macro).find((member) => member.pid !== macro.pid)!;
    process.kill(stopped.pid, "SIGSTOP");
    await until("it to stand still", () => table.stat(stopped.pid)?.state === "stopped");
    const actor = performer();
    await actor.perform(request("pause"), macro);
    await actor.perform(request("resume"), macro);
    expect(table.stat(stopped.pid)?.state).toBe("stopped");
    expect(table.stat(macro.pid)?.state).toBe("live");
  });

  it("is whole where a process that was told to stop waits in the kernel: it runs no code of its own", async () => {
    const macro = await start(burner);
    const survey = () => macro.tree.survey().map((member) => ({ ...member, state: "live" as const }));
    const outcome = await performer().perform(request("pause"), { ...macro, tree: { ...macro.tree, survey } });
    expect(outcome).toMatchObject({ ok: true, how: "paused 1 process, of which 1 still waits in the kernel" });
  });

  it("finds a child that was born while everyone was looked at", async () => {
    const [parent, child] = [await start(burner), await start(burner)];
    // The list of processes was taken before the birth, and the parent's state read after it.
    let looks = 0;
    const survey = () => {
      const members = parent.tree.survey();
      if (members.every((member) => member.state === "stopped")) looks += 1;
      return looks > 1 ? [...members, table.stat(child.pid)!] : members;
    };
    let births = 0;
    const actor = performer({ table: { ...table, newest: () => ++births } });
    const outcome = await actor.perform(request("pause"), { ...parent, tree: { ...parent.tree, survey } });
    expect(outcome).toMatchObject({ ok: true, how: "paused 2 processes" });
    expect(table.stat(child.pid)?.state).toBe("stopped");
  });

  it("holds what somebody else lets go on", async () => {
    const macro = await start(burner);
    const actor = performer();
    await actor.perform(request("pause"), macro);
    process.kill(macro.pid, "SIGCONT");
    await until("it to go on", () => states(macro)[0] === "live");
    actor.hold([macro]);
    await until("it to stand still again", () => states(macro)[0] === "stopped");
    await actor.perform(request("resume"), macro);
    expect(states(macro)).toEqual(["live"]);
  });

  it("stops what comes to a paused tree later", async () => {
    const macro = await start(burner);
    const actor = performer();
    await actor.perform(request("pause"), macro);
    // Somebody who does not stand still begins a process in the macro's name.
    process.env[markVariable] = macro.run.id;
    const late = await start(burner);
    delete process.env[markVariable];
    expect(table.marks(late.pid)).toEqual([macro.run.id, late.run.id]);
    macro.tree.survey();

    actor.hold([macro]);
    await until("it to stand still", () => table.stat(late.pid)?.state === "stopped");

    expect(await actor.perform(request("resume"), macro)).toMatchObject({ how: "resumed 2 processes" });
    expect(table.stat(late.pid)?.state).toBe("live");
  });

  it("lets all go on when the engine leaves, at once if need be", async () => {
    const one = await start(burner);
    const two = await start(burner);
    const actor = performer();
    await actor.perform(request("pause"), one);
    await actor.perform(request("pause"), two);
    actor.releaseNow();
    expect([...states(one), ...states(two)]).toEqual(["live", "live"]);

    const again = performer();
    await again.perform(request("pause", "one"), one);
    await again.perform(request("pause", "two"), one);
    expect(await again.releaseAll()).toMatchObject([{ action: "resume", ok: true, how: "resumed 1 process" }]);
    expect(states(one)).toEqual(["live"]);
  });

  it("writes down who is paused before it stops anyone, and a later engine lets them go on", async () => {
    const macro = await start(["sh", script("stubborn-tree.sh")]);
    await until("the whole tree", () => living(macro).length === 8);
    const store = memoryStore();
    const signals: string[] = [];
    const system = realSystem();
    const watched = {
      ...system,
      kill: (pid: number, signal: NodeJS.Signals) => {
        signals.push(`${signal} with ${store.list().length} written`);
        system.kill(pid, signal);
      },
    };
    await performer({ pausedStore: store, system: watched }).perform(request("pause"), macro);
    expect(signals[0]).toBe("SIGSTOP with 1 written");
    expect(store.list()).toEqual([{ ...macro.child.root, run: macro.run.id, macro: "test" }]);

    // The engine is gone; the next one knows only what was written.
    const recovered = recoverPaused(store, table, system);

    expect(recovered).toMatchObject([{ run: macro.run.id, macro: "test" }]);
    expect(recovered[0]?.resumed).toHaveLength(8);
    expect(states(macro)).toEqual(["live"]);
    expect(store.list()).toEqual([]);
  });

  it("does not resume a process that has only the number of one that was paused", async () => {
    const macro = await start(burner);
    process.kill(macro.pid, "SIGSTOP");
    await until("it to stand still", () => states(macro)[0] === "stopped");
    const store = memoryStore();
    const { pid, startTime } = macro.child.root;
    store.add({ pid, startTime: startTime - 1, run: "old", macro: "old" });
    expect(recoverPaused(store, table, realSystem())).toEqual([{ run: "old", macro: "old", resumed: [] }]);
    expect(states(macro)).toEqual(["stopped"]);
  });

  it("keeps pausing when the store cannot write", async () => {
    const macro = await start(burner);
    const errors: unknown[] = [];
    const broken: PausedStore = {
      ...memoryStore(),
      add: () => {
        throw new Error("disk full");
      },
    };
    const actor = performer({ pausedStore: broken, onStoreError: (error) => errors.push(error) });
    expect(await actor.perform(request("pause"), macro)).toMatchObject({ ok: true });
    expect(errors).not.toEqual([]);
    expect(states(macro)).toEqual(["stopped"]);
  });

  it("is refused on Windows, and the clear that follows says that nothing was paused", async () => {
    const macro = await start(burner);
    const actor = performer({ system: { ...realSystem(), platform: "win32" } });
    expect(await actor.perform(request("pause"), macro)).toMatchObject({
      ok: false,
      how: "refused: Windows has no way to pause a process",
    });
    expect(await actor.perform(request("resume"), macro)).toMatchObject({ ok: true, how: "nothing was paused" });
  });
});

function memoryStore(): PausedStore {
  let list: PausedProcess[] = [];
  return {
    add: (process) => {
      list = [...list, process];
    },
    remove: ({ pid, startTime }) => {
      list = list.filter((entry) => entry.pid !== pid || entry.startTime !== startTime);
    },
    list: () => list,
  };
}
