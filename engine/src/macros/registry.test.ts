import type { Program } from "@macro-engine/dsl";
import { afterEach, describe, expect, it } from "vitest";
import { createCensus } from "./census.ts";
import { lookAtTrees } from "./look.ts";
import { createRegistry, type Registry, type RegistryOptions, type StartRequest } from "./registry.ts";
import { endAll, idle, living, type Started, script, start, table, until } from "./testing/harness.ts";
import { profile, program } from "./testing/program.ts";

afterEach(endAll);

const noon = Date.parse("2026-01-05T12:00:00Z");

function registryOf(policies: Program, change: Partial<RegistryOptions> = {}): Registry {
  const cooldowns = { load: () => new Map<string, number>(), save: () => {} };
  return createRegistry({ table, program: () => policies, cooldowns, zone: "UTC", wall: noon, ...change });
}

function asked(macro: Started, change: Partial<StartRequest> = {}): StartRequest {
  const { id, root, command } = macro.child;
  return { macro: "heal", profile: null, origin: "child", id, root, command, time: 0, wall: noon, ...change };
}

const named = (macro: string, profile: string | null = null) => ({ macro, profile, command: ["run.sh"] });

const policies = program(
  profile("heal", { level: "safe", cooldownMs: 60_000, patterns: [{ target: "macro", glob: "heal_*" }] }),
  profile("sleeper", { patterns: [{ target: "process", glob: "sl*" }] }),
  profile("dance", { level: "dangerous" }),
);

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("the registry", () => {
  it("begins a run under the profile that governs it, and ends it", async () => {
    const registry = registryOf(policies);
    const macro = await start(idle);
    const result = registry.start(asked(macro, { macro: "heal_party" }));
    if (!result.ok) throw new Error(result.refusal.reason);
    const { run, tree } = result.live;
    expect(run).toMatchObject({
      id: macro.run.id,
      macro: "heal_party",
      profile: "heal",
      level: "safe",
      origin: "child",
    });
    expect(tree.alive()).toBe(true);
    expect(registry.get(run.id)).toBe(result.live);
    expect(registry.owner(macro.pid)).toBe(result.live);
    expect(registry.today.runs("heal_party", noon)).toBe(1);

    expect(registry.end(run.id, { kind: "stopped" }, noon + 1000)).toBe(run);
    expect([registry.size, registry.end(run.id, { kind: "stopped" }, noon), registry.owner(macro.pid)]).toEqual([
      0,
      null,
      undefined,
    ]);
    expect(registry.today.activeMs("heal_party", noon + 9000)).toBe(1000);
  });

  it("prefers the profile named, then the most specific pattern, and takes a level of its own", async () => {
    const registry = registryOf(policies);
    const profileOf = async (change: Partial<StartRequest>) => {
      const result = registry.start(asked(await start(idle), change));
      return result.ok ? [result.live.run.profile, result.live.run.level] : result.refusal.kind;
    };
    expect(await profileOf({ macro: "heal_x", profile: "dance" })).toEqual(["dance", "dangerous"]);
    expect(await profileOf({ macro: "anything" })).toEqual(["sleeper", "risky"]);
    expect(await profileOf({ macro: "anything", profile: "nobody" })).toBe("unknown-profile");
    expect(await profileOf({ macro: "heal", level: "dangerous" })).toEqual(["heal", "dangerous"]);
    const unmatched = registryOf(program(profile("heal")));
    const watched = unmatched.start(asked(await start(idle), { macro: "other" }));
    expect(watched.ok && watched.live.run).toMatchObject({ profile: null, level: null });
  });

  it("refuses, in words", async () => {
    const registry = registryOf(policies, { maxLevel: "risky" });
    const macro = await start(idle);
    registry.start(asked(macro));
    const reasonOf = (change: Partial<StartRequest>) => {
      const result = registry.start(asked(macro, { id: "another", origin: "attached", ...change }));
      return result.ok ? null : result.refusal.reason;
    };
    const gone = { ...macro.child.root, startTime: 1 };
    expect(reasonOf({})).toBe(`process ${macro.pid} belongs to heal already`);
    expect(reasonOf({ root: gone })).toBe(`there is no process ${macro.pid}`);
    expect(reasonOf({ root: { pid: 1, startTime: table.stat(1)?.startTime ?? 0 } })).toBe(
      "process 1 starts and ends the system",
    );
    expect(reasonOf({ root: { pid: process.pid, startTime: 0 } })).toBe(`process ${process.pid} is the engine itself`);
    const thread = table.threads(process.pid).find((id) => id !== process.pid) ?? 0;
    expect(reasonOf({ root: { pid: thread, startTime: table.stat(thread)?.startTime ?? 0 } })).toBe(
      `there is no process ${thread}`,
    );
    expect(registry.refusal(named("dance"), noon)?.reason).toBe(
      "dance is dangerous; the configuration starts nothing above risky",
    );
    expect(registry.refusal(named("x", "nobody"), noon)?.reason).toBe(
      "no policy has a profile nobody; known are heal, sleeper, dance",
    );
  });

  it("starts nothing above the greatest level, and guards what runs already", async () => {
    const registry = registryOf(policies, { maxLevel: "risky" });
    const begun = async (change: Partial<StartRequest>) =>
      registry.start(asked(await start(idle), { profile: "dance", ...change })).ok;
    expect(await begun({ origin: "child" })).toBe(false);
    expect(await begun({ origin: "attached" })).toBe(true);
    expect(await begun({ origin: "found" })).toBe(true);
  });

  it("moves a run under the profile that changed policies give it", async () => {
    let current = policies;
    const registry = registryOf(policies, { program: () => current });
    const result = registry.start(asked(await start(idle), { macro: "heal_party" }));
    if (!result.ok) throw new Error(result.refusal.reason);
    const { live } = result;
    expect(registry.regovern()).toEqual([]);
    current = program(profile("heal_party", { level: "dangerous" }));
    expect(registry.regovern()).toEqual([live]);
    expect(live.run).toMatchObject({ profile: "heal_party", level: "dangerous" });
    current = program(profile("other"));
    registry.regovern();
    expect(live.run).toMatchObject({ profile: null, level: null });
  });

  it("keeps a cancelled macro out for its cooldown, also after a restart", async () => {
    const saved = new Map<string, number>();
    const cooldowns = { load: () => saved, save: (macro: string, until: number) => void saved.set(macro, until) };
    const registry = registryOf(policies, { cooldowns });
    const result = registry.start(asked(await start(idle)));
    if (!result.ok) throw new Error(result.refusal.reason);
    registry.cool(result.live.run, noon);
    registry.end(result.live.run.id, { kind: "cancelled", decision: null }, noon + 1000);
    expect(saved).toEqual(new Map([["heal", noon + 60_000]]));

    for (const later of [registry, registryOf(policies, { cooldowns })]) {
      expect(later.refusal(named("Heal"), noon + 59_000)).toEqual({
        kind: "cooldown",
        reason: "Heal was cancelled and may start again in 1s",
        untilWall: noon + 60_000,
      });
      expect(later.refusal(named("heal"), noon + 60_000)).toBeNull();
      expect(later.refusal(named("dance"), noon)).toBeNull();
      // A process that was found runs already: it is taken in, to be cancelled again.
      expect(later.start(asked(await start(idle), { origin: "found", profile: "heal" })).ok).toBe(true);
      expect(later.coolingUntil("heal", noon + 1)).toBe(noon + 60_000);
    }
  });

  it("goes by the longest of the cooldowns that one macro has under several spellings", () => {
    const saved: [string, number][] = [
      ["HEAL", noon + 60_000],
      ["heal", noon + 1000],
    ];
    for (const entries of [saved, [...saved].reverse()]) {
      const registry = registryOf(policies, { cooldowns: { load: () => new Map(entries), save: () => {} } });
      expect(registry.coolingUntil("heal", noon)).toBe(noon + 60_000);
    }
  });

  it("keeps a cooldown in memory when it cannot be saved", async () => {
    const errors: unknown[] = [];
    const save = () => {
      throw new Error("disk full");
    };
    const registry = registryOf(policies, {
      cooldowns: { load: () => new Map(), save },
      onStoreError: (error) => errors.push(error),
    });
    const result = registry.start(asked(await start(idle)));
    if (!result.ok) throw new Error(result.refusal.reason);
    registry.cool(result.live.run, noon);
    expect(errors).toHaveLength(1);
    expect(registry.coolingUntil("heal", noon)).toBe(noon + 60_000);
  });
});

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("the look of every tick", () => {
  it("follows a tree as it grows and shrinks, and tells when nothing is left", async () => {
    const registry = registryOf(policies);
    const census = createCensus(table);
    census.newcomers();
    const macro = await start(["sh", "-c", "read line; sleep 300 & read line; exit 0"], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    const result = registry.start(asked(macro));
    if (!result.ok) throw new Error(result.refusal.reason);
    const { tree } = result.live;
    const size = () => tree.members().filter((member) => member.state !== "zombie").length;
    expect(lookAtTrees(registry, census)).toEqual([]);
    expect(size()).toBe(1);

    macro.child.process.stdin?.write("\n");
    await until("the child to be seen", () => {
      expect(lookAtTrees(registry, census)).toEqual([]);
      return size() === 2;
    });
    macro.child.process.stdin?.write("\n");
    await macro.child.ended;
    // The root is gone; its child lives, and with it the macro.
    expect(lookAtTrees(registry, census)).toEqual([]);
    expect(size()).toBe(1);
    for (const member of living(macro)) process.kill(member.pid, "SIGKILL");
    await until("the end to be seen", () => lookAtTrees(registry, census)[0] === result.live);
  });

  it("keeps a daemon that left everything behind", async () => {
    const registry = registryOf(policies);
    const census = createCensus(table);
    const macro = await start(["sh", script("daemon.sh")]);
    const result = registry.start(asked(macro));
    if (!result.ok) throw new Error(result.refusal.reason);
    await macro.child.ended;
    await until("the daemon alone", () => {
      expect(lookAtTrees(registry, census)).toEqual([]);
      const members = result.live.tree.members().filter((member) => member.state !== "zombie");
      return members.length === 1 && members[0]?.session !== macro.pid;
    });
  });
});
