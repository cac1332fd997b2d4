import { afterEach, describe, expect, it } from "vitest";
import { createPerformer } from "../actions/performer.ts";
import { createCensus } from "./census.ts";
import { lookAtTrees } from "./look.ts";
import { createRegistry } from "./registry.ts";
import { createRunSampler, usageSamples } from "./sampler.ts";
import { burner, endAll, idle, request, type Started, start, table, until } from "./testing/harness.ts";
import { program } from "./testing/program.ts";

afterEach(endAll);

const noon = Date.parse("2026-01-05T12:00:00Z");

/** A registry with a sampler, whose samples are kept by metric. */
function watching(isPaused: (run: string) => boolean = () => false) {
  const cooldowns = { load: () => new Map<string, number>(), save: () => {} };
  const registry = createRegistry({ table, program: () => program(), cooldowns, zone: "UTC", wall: noon });
  const sampler = createRunSampler({ table, registry, isPaused });
  const census = createCensus(table);
  const samples = (time: number): Record<string, number> => {
    const taken: Record<string, number> = {};
    lookAtTrees(registry, census);
    sampler.sample(time, noon + time, (_run, metric, value) => {
      taken[metric] = value;
    });
    return taken;
  };
  const begin = (macro: Started) => {
    const { id, root, command } = macro.child;
    registry.start({ macro: "m", profile: null, origin: "child", id, root, command, time: 0, wall: noon });
  };
  return { registry, sampler, samples, begin };
}

it("a macro that uses its limit exactly is not over it by a rounding", () => {
  const rest = { residentBytes: 0, processes: 1, threads: null, readBytes: null, writtenBytes: null };
  const cpu: number[] = [];
  // Ticks of a hundredth, twenty each half second.
  for (let ticks = 0; ticks < 2000; ticks += 20) {
    const usage = (at: number) => ({ cpuSeconds: at * 0.01, ...rest });
    usageSamples(usage(ticks + 20), usage(ticks), 0.5, (metric, value) => {
      if (metric === "macro.cpu") cpu.push(value);
    });
  }
  expect(new Set(cpu)).toEqual(new Set([40]));
});

// It reads real processes from /proc.
describe.skipIf(process.platform !== "linux")("the samples of a run", () => {
  it("tell what a burner uses, over its tree", async () => {
    const watch = watching();
    const macro = await start(["sh", "-c", "while :; do :; done & while :; do :; done"]);
    watch.begin(macro);
    expect(watch.samples(1000)).toEqual({
      "macro.memory": expect.any(Number),
      "macro.processes": expect.any(Number),
      "macro.threads": expect.any(Number),
      "macro.runs_today": 1,
      "macro.active_today": 1000,
    });
    const seconds = () => watch.sampler.usage(macro.run.id)?.cpuSeconds ?? 0;
    await until("some use of both", () => {
      watch.samples(1000);
      return (watch.sampler.usage(macro.run.id)?.processes ?? 0) === 2 && seconds() > 0.05;
    });
    const before = seconds();
    let time = 2000;
    await until("some more", () => {
      time += 1000;
      return (watch.samples(time)["macro.cpu"] ?? 0) > 0;
    });
    const after = seconds();
    expect(after).toBeGreaterThan(before);
    const taken = watch.samples(time + 1000);
    // Per second of the sampling clock: what was used between the two samples, as a share of one core.
    expect(taken["macro.cpu"]).toBeCloseTo((seconds() - after) * 100, 5);
    expect(taken["macro.processes"]).toBe(2);
    expect(taken["macro.threads"]).toBe(2);
    expect(taken["macro.memory"]).toBeGreaterThan(500_000);
    expect(taken["macro.disk_read"]).toBeGreaterThanOrEqual(0);
  });

  it("see memory grow", async () => {
    const watch = watching();
    const grow = 'x=$(head -c 40000000 /dev/zero | tr "\\0" x); exec 3<&0; read line';
    const macro = await start(["sh", "-c", `read line; ${grow}`], { stdio: ["pipe", "ignore", "ignore"] });
    watch.begin(macro);
    const before = watch.samples(1000)["macro.memory"] ?? 0;
    macro.child.process.stdin?.write("\n");
    await until("40 MB more", () => (watch.samples(2000)["macro.memory"] ?? 0) - before > 35_000_000);
  });

  it("have no heartbeat and no actions until the macro speaks", async () => {
    const watch = watching();
    const macro = await start(idle);
    watch.begin(macro);
    watch.sampler.heartbeat("nobody", 0);
    watch.sampler.actions("nobody", 1);
    expect(watch.samples(1000)).not.toHaveProperty("macro.heartbeat_age");
    expect(watch.samples(2000)).not.toHaveProperty("macro.actions");
    watch.sampler.actions(macro.run.id, 3);
    watch.sampler.actions(macro.run.id, 2);
    watch.sampler.heartbeat(macro.run.id, 2500);
    expect(watch.samples(4000)).toMatchObject({ "macro.actions": 2.5, "macro.heartbeat_age": 1500 });
    expect(watch.samples(5000)).toMatchObject({ "macro.actions": 0, "macro.heartbeat_age": 2500 });
  });

  it("hold the heartbeat's age while paused", async () => {
    const performer = createPerformer({ table, settings: { names: () => true } });
    const watch = watching(performer.isPaused);
    const macro = await start(burner);
    watch.begin(macro);
    watch.sampler.heartbeat(macro.run.id, 0);
    expect(watch.samples(1000)["macro.heartbeat_age"]).toBe(1000);
    await performer.perform(request("pause"), macro);
    expect(watch.samples(9000)["macro.heartbeat_age"]).toBe(1000);
    await performer.perform(request("resume"), macro);
    expect(watch.samples(9500)["macro.heartbeat_age"]).toBe(1500);
  });

  it("end with the run", async () => {
    const watch = watching();
    const macro = await start(idle);
    watch.begin(macro);
    watch.samples(1000);
    watch.registry.end(macro.run.id, { kind: "stopped" }, noon);
    expect(watch.samples(2000)).toEqual({});
    expect(watch.sampler.usage(macro.run.id)).toBeNull();
  });
});
