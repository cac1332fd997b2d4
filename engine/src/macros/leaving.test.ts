import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { createPerformer } from "../actions/performer.ts";
import { createGuardian, guardianState } from "./guardian.ts";
import { leave } from "./leaving.ts";
import { ageMs } from "./processes/process-table.ts";
import { createRegistry, hasProcess, type LiveProcess, type LiveRun } from "./registry.ts";
import {
  endAll,
  idle,
  isRunning,
  kill,
  living,
  request,
  runOf,
  type Started,
  script,
  start,
  table,
  temporaryFolder,
  until,
} from "./testing/harness.ts";
import { profile, program } from "./testing/program.ts";

afterEach(endAll);

const recoverCommand = [process.execPath, fileURLToPath(new URL("./guardian-recover.ts", import.meta.url))];

function engine(onExit: "stop" | "leave") {
  const policies = program(profile("test"));
  const cooldowns = { load: () => new Map<string, number>(), save: () => {} };
  const registry = createRegistry({ table, program: () => policies, cooldowns, zone: "UTC", wall: 0 });
  const performer = createPerformer({ table, settings: { names: () => true } });
  const graceMs = () => 300;
  const begin = (macro: Started, origin: "child" | "attached") => {
    const { id, root, command } = macro.child;
    const result = registry.start({ macro: "m", profile: "test", origin, id, root, command, time: 0, wall: 0 });
    if (!result.ok || !hasProcess(result.live)) throw new Error("it does not begin");
    return result.live;
  };
  const stop = (live: LiveRun) =>
    performer.perform({ action: "cancel", by: { kind: "user" }, graceMs: graceMs() }, live as LiveProcess);
  return { registry, performer, graceMs, stop, begin, onExit, signal: "SIGTERM", allowOtherUsers: false } as const;
}

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("when the engine leaves", () => {
  it("stops children whole, and lets go of the others", async () => {
    const its = engine("stop");
    const stubborn = its.begin(await start(["sh", script("stubborn-tree.sh")]), "child");
    const gentle = its.begin(await start(idle), "child");
    const foreign = its.begin(await start(idle), "attached");
    await until("the whole tree", () => living(stubborn).length === 8);
    await its.performer.perform(request("pause"), foreign);
    await its.performer.perform(request("pause"), gentle);

    const outcomes = await leave(its);

    expect(outcomes.map((outcome) => [outcome.action, outcome.ok])).toEqual([
      ["resume", true],
      ["resume", true],
      ["cancel", true],
      ["cancel", true],
    ]);
    expect([living(stubborn).length, living(gentle).length]).toEqual([0, 0]);
    expect(living(foreign).map((member) => member.state)).toEqual(["live"]);
  });

  it("leaves children running where that is configured, none of them paused", async () => {
    const its = engine("leave");
    const child = its.begin(await start(idle), "child");
    await its.performer.perform(request("pause"), child);
    await leave(its);
    expect(living(child).map((member) => member.state)).toEqual(["live"]);
  });

  it("waits for a cancel that is under way", async () => {
    const its = engine("leave");
    const child = its.begin(await start(["sh", script("stubborn-tree.sh")]), "child");
    await until("the whole tree", () => living(child).length === 8);
    void its.performer.perform(request("cancel", "rule", 200), child);
    await leave(its);
    expect(living(child)).toEqual([]);
  });
});

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("what the guardian is told", () => {
  it("names whom to end and whom to let go on", async () => {
    const stops = engine("stop");
    const leaves = engine("leave");
    const [child, foreign] = [await start(idle), await start(idle)];
    for (const its of [stops, leaves]) {
      its.begin(child, "child");
      its.begin(foreign, "attached");
    }
    const ends = (its: ReturnType<typeof engine>) => guardianState(its).end.map((orphan) => orphan.root.pid);
    expect([ends(stops), ends(leaves)]).toEqual([[child.pid], []]);
    const pausing = leaves.performer.perform(request("pause"), foreign);
    await pausing;
    expect(guardianState(leaves).resume.map((process) => process.pid)).toEqual([foreign.pid]);
    const cancelling = leaves.performer.perform(request("cancel"), foreign);
    expect(ends(leaves)).toEqual([foreign.pid]);
    await cancelling;
    leaves.registry.end(foreign.run.id, { kind: "stopped" }, 0);
    leaves.performer.forget(foreign.run.id);
    expect(guardianState(leaves)).toMatchObject({ end: [], resume: [] });
  });
});

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("when the engine is killed outright", () => {
  /** A process that stands in for the engine: tells its guardian the state in a file, and waits. */
  async function standIn(state: object): Promise<{ engine: ReturnType<typeof spawn>; guardian: number }> {
    const file = path.join(temporaryFolder(), "state.json");
    writeFileSync(file, JSON.stringify(state));
    const guardianModule = new URL("./guardian.ts", import.meta.url).href;
    const code = `
      import { readFileSync } from "node:fs";
      import { createGuardian } from ${JSON.stringify(guardianModule)};
      const guardian = createGuardian(${JSON.stringify(recoverCommand)}, (error) => { throw error; });
      guardian.update(JSON.parse(readFileSync(${JSON.stringify(file)}, "utf8")));
      console.log(guardian.pid);
      process.stdin.once("data", () => { guardian.dismiss(); process.stdin.destroy(); });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["pipe", "pipe", "inherit"] });
    const line = await new Promise<string>((resolve) => child.stdout.once("data", (data) => resolve(String(data))));
    expect(readFileSync(file, "utf8")).toContain("end");
    return { engine: child, guardian: Number(line) };
  }
  const settings = { signal: "SIGTERM", allowOtherUsers: false };

  it("resumes what was paused, and ends what was to be ended, whole", async () => {
    const paused = await start(["sh", script("stubborn-tree.sh")]);
    const doomed = await start(["sh", script("daemon.sh")]);
    const stubborn = await start(["sh", script("stubborn-tree.sh")]);
    const performer = createPerformer({ table, settings: { names: () => true } });
    await until("the trees", () => living(paused).length === 8 && living(stubborn).length === 8);
    await performer.perform(request("pause"), { ...paused, run: runOf(paused.child, "attached") });
    await until("the daemon alone", () => living(doomed).length === 1 && living(doomed)[0]?.session !== doomed.pid);
    const orphan = ({ child }: Started) => ({ run: child.id, macro: "m", child: true, root: child.root, graceMs: 200 });
    const resume = [{ ...paused.child.root, run: paused.run.id, macro: "m" }];
    const { engine: victim, guardian } = await standIn({
      ...settings,
      end: [orphan(doomed), orphan(stubborn)],
      resume,
    });

    kill(victim.pid ?? 0, "SIGKILL");

    await until("the paused to go on", () => living(paused).every((member) => member.state === "live"));
    await until("the others to be gone", () => living(doomed).length === 0 && living(stubborn).length === 0);
    await until("the guardian to be gone", () => !isRunning(guardian));
    expect(living(paused)).toHaveLength(8);
  });

  it("does nothing when it was dismissed", async () => {
    const macro = await start(idle);
    const orphan = { run: macro.run.id, macro: "m", child: true, root: macro.child.root, graceMs: 0 };
    const { engine: victim, guardian } = await standIn({ ...settings, end: [orphan], resume: [] });
    const ended = new Promise((resolve) => victim.once("exit", resolve));
    victim.stdin?.write("bye\n");
    await until("the guardian to be gone", () => !isRunning(guardian));
    // Nor does it keep the engine from ending.
    expect(await ended).toBe(0);
    expect(isRunning(macro.pid)).toBe(true);
  });

  it("has another shell when the first is killed", async () => {
    const guardian = createGuardian(recoverCommand, () => {});
    guardian.update({
      ...settings,
      signal: "SIGTERM",
      end: [],
      resume: [{ pid: 1, startTime: -1, run: "", macro: "" }],
    });
    const first = guardian.pid!;
    await until(
      "it to have lasted",
      () => ageMs(table, { pid: first, startTime: table.stat(first)!.startTime }) > 1500,
    );
    kill(first, "SIGKILL");
    await until("another", () => guardian.pid !== null && guardian.pid !== first);
    const second = guardian.pid!;
    expect(isRunning(second)).toBe(true);
    guardian.dismiss();
    await until("its end", () => !isRunning(second));
    expect(guardian.pid).toBeNull();
  });

  it("has no shell while there is nothing to guard", () => {
    const guardian = createGuardian(recoverCommand, () => {});
    guardian.update({ ...settings, signal: "SIGTERM", end: [], resume: [] });
    expect(guardian.pid).toBeNull();
    guardian.dismiss();
  });
});
