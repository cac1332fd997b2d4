import { afterEach, describe, expect, it } from "vitest";
import { names } from "../macros/governing.ts";
import { endAll, idle, isRunning, living, request, runOf, start, table, until } from "../macros/testing/harness.ts";
import { profile } from "../macros/testing/program.ts";
import { createTree } from "../macros/tree.ts";
import type { ProcessIdentity, ProcessRun } from "../macros/types.ts";
import type { ActionTarget } from "./action.ts";
import { createDryPerformer } from "./dry-performer.ts";
import { createPerformer, type PerformerOptions, requestOf } from "./performer.ts";
import { realSystem } from "./system.ts";

afterEach(endAll);

/** A performer whose signals are only written down. */
function recorder(options: Partial<PerformerOptions> = {}) {
  const signals: string[] = [];
  const system = {
    ...realSystem(),
    kill: (pid: number, signal: NodeJS.Signals) => void signals.push(`${signal} ${pid}`),
    ...options.system,
  };
  return { signals, performer: createPerformer({ table, settings: { names: () => true }, ...options, system }) };
}

function attached(root: ProcessIdentity, change: Partial<ProcessRun> = {}): ActionTarget {
  const run: ProcessRun = {
    id: "run",
    macro: "m",
    profile: "test",
    level: "risky",
    origin: "attached",
    root,
    command: [],
    startedAt: 0,
    startedWall: 0,
    ...change,
  };
  return { run, tree: createTree(table, { root, mark: null }) };
}

const identity = (pid: number): ProcessIdentity => ({ pid, startTime: table.stat(pid)?.startTime ?? 0 });

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("guards", () => {
  it.each([
    ["process 1", () => 1, "process 1 starts and ends the system"],
    ["the engine itself", () => process.pid, `process ${process.pid} is the engine itself`],
    ["the engine's parent", () => process.ppid, `process ${process.ppid} started the engine`],
  ])("never act upon %s", async (_name, pid, why) => {
    const { signals, performer } = recorder();
    const target = attached(identity(pid()));
    for (const action of ["cancel", "pause", "throttle"] as const) {
      const outcome = await performer.perform(request(action), target);
      expect(outcome).toMatchObject({ action, ok: false, processes: 0 });
      expect(outcome.how).toContain(`refused: ${why}`);
    }
    expect(signals).toEqual([]);
  });

  it("never signal a process that took over the number of one that is gone", async () => {
    const macro = await start(idle);
    const { pid, startTime } = macro.child.root;
    const { signals, performer } = recorder();
    const later = attached({ pid, startTime: startTime - 5 });
    expect(await performer.perform(request("cancel"), later)).toMatchObject({ ok: true, how: "had already ended" });

    // And when it happens between the look and the signal: the tree still names the former one.
    const tree = { ...macro.tree, survey: () => [{ ...table.stat(pid)!, startTime: startTime - 5 }] };
    await performer.perform(request("cancel", "rule", 0), { ...later, tree });
    expect(signals).toEqual([]);
    expect(isRunning(pid)).toBe(true);
  });

  it("never act upon another user's process, unless allowed to", async () => {
    const macro = await start(idle);
    const someoneElse = { ...realSystem(), uid: (process.getuid?.() ?? 0) + 1 };
    const refused = await createPerformer({ table, settings: { names: () => true }, system: someoneElse }).perform(
      request("cancel"),
      macro,
    );
    expect(refused).toMatchObject({ ok: false, processes: 0 });
    expect(refused.how).toMatch(/^refused: process \d+ belongs to another user/);
    expect(isRunning(macro.pid)).toBe(true);

    const settings = { names: () => true, allowOtherUsers: true };
    const allowed = createPerformer({ table, settings, system: someoneElse });
    expect(await allowed.perform(request("cancel"), macro)).toMatchObject({ ok: true });
  });

  // Only root may start a process as another user.
  it.skipIf(process.getuid?.() !== 0)("spare another user's process within a tree, and say so", async () => {
    const command = `setpriv --reuid 65534 --clear-groups sleep 300 & wait`;
    const macro = await start(["sh", "-c", command]);
    const nobody = () => living(macro).find((member) => table.info(member.pid)?.uid === 65534);
    await until("the other user's process", () => nobody() !== undefined);
    const spared = nobody()?.pid ?? 0;
    const outcome = await createPerformer({ table, settings: { names: () => true } }).perform(request("cancel"), macro);
    expect(outcome).toMatchObject({ ok: false, processes: 1, left: [spared] });
    expect(outcome.how).toContain(`process ${spared} belongs to another user (id 65534)`);
    expect(isRunning(spared)).toBe(true);
  });

  it("act upon a found process only while the profile has a pattern that names it", async () => {
    const macro = await start(idle);
    const found = { ...macro, run: runOf(macro.child, "found") };
    let named = false;
    const { performer } = recorder({ settings: { names: (run) => named && run.profile === "test" } });
    const refused = await performer.perform(request("pause"), found);
    expect(refused.how).toBe(`refused: profile test has no pattern that names process ${macro.pid}`);
    named = true;
    expect(await performer.perform(request("throttle"), found)).toMatchObject({ ok: true });
    // What was done is undone, whatever the policies say by now.
    named = false;
    expect((await performer.perform(request("restore"), found)).how).not.toContain("pattern");
  });

  it("act upon what a found process has left behind, by what that was", async () => {
    const left = await start(idle);
    const heal = profile("heal", { patterns: [{ target: "process", glob: "healer" }] });
    for (const root of [left.child.root, { ...left.child.root, startTime: left.child.root.startTime - 1 }]) {
      const run = { ...runOf(left.child, "found"), root, command: ["/opt/healer", "--fast"] };
      // Of a zombie, and of another process of that number, the table says this.
      const info = { ...table.info(root.pid)!, name: "sleep", command: [] };
      const ended = { ...table, info: () => info };
      const { performer } = recorder({ table: ended, settings: { names: (_, process) => names(heal, process) } });
      expect(await performer.perform(request("throttle"), { ...left, run })).toMatchObject({ ok: true });
    }
  });

  it("never act for a rule where no profile governs, but do what the user asks", async () => {
    const macro = await start(idle);
    const watched = { ...macro, run: runOf(macro.child, "child", null) };
    const performer = createPerformer({ table, settings: { names: () => true } });
    const refused = await performer.perform(request("cancel"), watched);
    expect(refused.how).toBe("refused: no profile governs test: it is watched, and never acted upon");
    expect(isRunning(macro.pid)).toBe(true);
    const asked = { action: "cancel", by: { kind: "user" }, graceMs: 5000 } as const;
    expect(await performer.perform(asked, watched)).toMatchObject({ ok: true, how: "ended after SIGTERM" });
  });

  it("turn a refusal by the system into an outcome", async () => {
    const macro = await start(idle);
    const { performer } = recorder({
      system: {
        ...realSystem(),
        kill: () => {
          throw Object.assign(new Error("kill EPERM"), { code: "EPERM" });
        },
      },
    });
    const outcome = await performer.perform(request("cancel", "rule", 0), macro);
    expect(outcome).toMatchObject({ ok: false, processes: 0, left: [macro.pid] });
    expect(outcome.how).toBe(`refused: the system does not allow it for process ${macro.pid} (EPERM)`);
  });

  it("turn a process list that cannot be read into an outcome", async () => {
    const macro = await start(idle);
    const broken = { ...table, refresh: () => Promise.reject(new Error("ps: not found")) };
    const performer = createPerformer({ table: broken, settings: { names: () => true } });
    expect(await performer.perform(request("cancel"), macro)).toMatchObject({
      ok: false,
      how: "failed: ps: not found",
    });
  });
});

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("an engine without a descriptor left", () => {
  const blind = {
    ...table,
    info: () => {
      throw new Error("EMFILE: too many open files");
    },
  };
  it.each([
    ["acts", createPerformer],
    ["says what it would do", createDryPerformer],
  ])("%s again when there are some", async (_name, create) => {
    const macro = await start(idle);
    let present: typeof table = blind;
    const looking = { ...table, info: (pid: number) => present.info(pid) };
    const performer = create({ table: looking, settings: { names: () => true }, system: { ...realSystem(), uid: 1 } });
    expect(await performer.perform(request("cancel"), macro)).toMatchObject({
      ok: false,
      how: "failed: EMFILE: too many open files",
    });
    present = { ...table, info: (pid) => ({ ...table.info(pid)!, uid: 1 }) };
    expect(await performer.perform(request("cancel"), macro)).toMatchObject({ ok: true });
  });
});

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("a dry run", () => {
  it("says what it would do, and touches nothing", async () => {
    const macro = await start(idle);
    const performer = createDryPerformer({ table, settings: { names: () => true } });
    const hows: string[] = [];
    for (const action of ["warn", "throttle", "pause", "cancel"] as const) {
      hows.push((await performer.perform(request(action, "rule", 3000), macro)).how);
    }
    expect(hows).toEqual([
      "dry run: would warn",
      "dry run: would lower the priority of 1 process",
      "dry run: would stop 1 process",
      "dry run: would send SIGTERM to 1 process, and SIGKILL after 3s",
    ]);
    expect(table.stat(macro.pid)?.state).toBe("live");
    expect(performer.isPaused(macro.run.id)).toBe(false);
  });

  it("tells of refusals too", async () => {
    const performer = createDryPerformer({ table, settings: { names: () => true } });
    expect(await performer.perform(request("cancel"), attached(identity(1)))).toMatchObject({
      ok: false,
      how: "dry run: would be refused: process 1 starts and ends the system",
    });
  });
});

describe("what a decision asks for", () => {
  const decided = (kind: "fire" | "clear", action: "warn" | "throttle" | "pause" | "cancel") =>
    requestOf({ kind, rule: "r", action }, 3000)?.action ?? null;

  it("is its action when a rule fires, and its undoing when it clears", () => {
    expect(["warn", "throttle", "pause", "cancel"].map((action) => decided("fire", action as "warn"))).toEqual([
      "warn",
      "throttle",
      "pause",
      "cancel",
    ]);
    expect(["warn", "throttle", "pause", "cancel"].map((action) => decided("clear", action as "warn"))).toEqual([
      "warn",
      "restore",
      "resume",
      null,
    ]);
  });
});
