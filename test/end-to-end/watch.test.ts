/** `macro-engine watch` on real processes: found, judged, and acted upon. */

import { describe, expect, it } from "vitest";
import { ask, served, urlOf } from "./testing/served.ts";
import { idling, isAlive, niceOf, openStage, stateOf, until } from "./testing/stage.ts";

const heal = `profile heal {
  match process "*STAGE/heal.sh"
  grace 2s
  rule runaway: cancel when macro.cpu > 5% for 500ms
}
profile quiet { match process "*STAGE/quiet.sh" rule busy: cancel when macro.cpu > 5% for 500ms }
`;

const slow = (action: string) => `profile heal {
  match process "*STAGE/heal.sh"
  rule slow: ${action} when fps < 20 until fps > 30
}
`;

describe("watch", () => {
  it("cancels a runaway that a pattern names, with rule, value, limit and time, and leaves the others", async () => {
    const stage = openStage({ "policies/heal.macropolicy": heal });
    const runaway = stage.macro("heal", "while :; do :; done");
    const steady = stage.macro("quiet");
    const engine = await stage.watch();
    const fired = await engine.event("fire");
    expect(fired).toMatchObject({
      macro: "heal",
      profile: "heal",
      level: "risky",
      rule: "runaway",
      action: "cancel",
      threshold: "macro.cpu > 5% for 500ms",
      file: "policies/heal.macropolicy",
      line: 4,
      dryRun: false,
    });
    expect(fired.session).toBe((await engine.event("engine-start")).session);
    expect(fired.values["macro.cpu"]).toBeGreaterThan(5);
    expect(Date.parse(fired.time) - Date.parse(fired.since)).toBeGreaterThanOrEqual(500);
    const outcome = await engine.event("outcome");
    expect(outcome).toMatchObject({
      id: fired.id,
      run: fired.run,
      ok: true,
      action: "cancel",
      how: "ended after SIGTERM",
    });
    const end = await engine.event("macro-end");
    expect(end.end).toEqual({ kind: "cancelled", decision: fired.id });
    expect(isAlive(runaway.pid)).toBe(false);
    expect(isAlive(steady.pid!)).toBe(true);
    // What was announced is on disk, while the engine runs.
    const decision = stage.recorded((store) => store.decision(fired.id));
    expect(decision).toMatchObject({ rule: "runaway", macro: "heal", values: fired.values });
    await until(() => stage.recorded((store) => store.decision(fired.id)?.outcomes.length === 1), "the outcome");
  });

  it("says the same in plain lines where nobody asks for JSON", async () => {
    const stage = openStage({ "policies/heal.macropolicy": heal });
    stage.macro("heal", "while :; do :; done");
    const engine = stage.start(["watch", "policies"]);
    await engine.says(/cancel +heal .*runaway: macro\.cpu \d+(\.\d+)?% > 5% for 500ms/);
    await engine.says("ended after SIGTERM");
    expect(engine.out).toMatch(/^\d\d:\d\d:\d\d /m);
    expect(engine.out).not.toContain("\x1b");
    engine.signal("SIGINT");
    expect(await engine.ended).toBe(0);
  });

  it("forces what does not end within its grace", async () => {
    const stage = openStage({
      "policies/heal.macropolicy": `profile heal { match process "*STAGE/heal.sh" grace 300ms rule slow: cancel when fps < 5 }`,
    });
    const stubborn = stage.macro("heal", `trap '' TERM; ${idling}`);
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 3 });
    const outcome = await engine.event("outcome");
    expect(outcome).toMatchObject({ ok: true, how: expect.stringMatching(/^killed after the grace of 300ms/) });
    expect(isAlive(stubborn.pid)).toBe(false);
  });

  it("pauses for as long as the rule says", async () => {
    const stage = openStage({ "policies/heal.macropolicy": slow("pause") });
    const macro = stage.macro("heal", "while :; do sleep 0.05; done");
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    await engine.event("outcome", { action: "pause", ok: true });
    expect(stateOf(macro.pid)).toBe("T");
    stage.report({ fps: 25 });
    const status = JSON.parse((await stage.run("status", "--json")).out);
    expect(status.macros).toMatchObject([{ macro: "heal", state: "paused", pid: macro.pid }]);
    expect((await stage.run("status")).out).toMatch(/heal +pid \d+ +running for [\d.]+m?s, paused /);
    expect(stateOf(macro.pid)).toBe("T");
    stage.report({ fps: 40 });
    await engine.event("clear", { rule: "slow", action: "pause" });
    await engine.event("outcome", { action: "resume", ok: true });
    await until(() => stateOf(macro.pid) !== "T", "the macro to go on");
    expect(isAlive(macro.pid)).toBe(true);
  });

  it("throttles for as long as the rule says", async () => {
    const stage = openStage({ "policies/heal.macropolicy": slow("throttle") });
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    const before = niceOf(macro.pid)!;
    stage.report({ fps: 10 });
    await engine.event("outcome", { action: "throttle", ok: true });
    expect(niceOf(macro.pid)).toBe(Math.min(19, before + 10));
    stage.report({ fps: 40 });
    const restored = await engine.event("outcome", { action: "restore" });
    // To raise a priority takes a right that not everybody has; then the outcome says so.
    if (restored.ok) expect(niceOf(macro.pid)).toBe(before);
    else expect(restored.how).toContain("Raising a priority again takes root");
  });

  it("warns, clears, and warns again", async () => {
    const stage = openStage({ "policies/heal.macropolicy": slow("warn") });
    stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    const first = await engine.event("fire", { action: "warn", rule: "slow" });
    expect(first.message).toContain("10fps");
    stage.report({ fps: 40 });
    await engine.event("clear", { action: "warn", rule: "slow" });
    const seen = engine.events().length;
    stage.report({ fps: 12 });
    const second = await engine.event("fire", { action: "warn" }, seen);
    expect(second.values).toEqual({ fps: 12 });
    expect(engine.events().some(({ event }) => event === "macro-end")).toBe(false);
  });

  it("ends everyone who is governed for a cancel all, and nobody else", async () => {
    const stage = openStage({
      "policies/all.macropolicy": `
        profile heal { match process "*STAGE/heal.sh" rule lost: cancel all when fps < 5 message "{fps}" }
        profile buff { match process "*STAGE/buff.sh" rule never: warn when fps < 0 }`,
    });
    const [healing, buffing, foreign] = [stage.macro("heal"), stage.macro("buff"), stage.macro("other")];
    const engine = await stage.watch();
    await until(() => engine.events().filter(({ event }) => event === "macro-start").length === 2, "both macros");
    stage.report({ fps: 3 });
    const fired = await engine.event("fire", { action: "cancel all" });
    await until(() => engine.events().filter(({ event }) => event === "macro-end").length === 2, "both ends");
    const ends = engine.events().filter(({ event }) => event === "macro-end");
    expect(ends).toMatchObject([
      { end: { kind: "cancelled", decision: fired.id } },
      { end: { kind: "cancelled", decision: fired.id } },
    ]);
    expect([healing, buffing, foreign].map(({ pid }) => isAlive(pid))).toEqual([false, false, true]);
  });

  it("in a dry run decides everything, does nothing, and says so everywhere", async () => {
    const stage = openStage({
      "policies/heal.macropolicy": `profile heal {
        match process "*STAGE/heal.sh"
        cooldown 1h
        rule slow: pause when fps < 20
        rule gone: cancel when fps < 5
      }`,
    });
    const macro = stage.macro("heal");
    const engine = await stage.watch("--dry-run");
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    const paused = await engine.event("outcome", { action: "pause" });
    expect(paused).toMatchObject({ dryRun: true, how: expect.stringContaining("would stop") });
    expect(stateOf(macro.pid)).not.toBe("T");
    stage.report({ fps: 3 });
    const cancelled = await engine.event("outcome", { action: "cancel" });
    expect(cancelled).toMatchObject({ dryRun: true, how: expect.stringContaining("would send SIGTERM to ") });
    expect(isAlive(macro.pid)).toBe(true);
    const marked = engine.events().filter((event) => "dryRun" in event);
    expect(marked.every((event) => "dryRun" in event && event.dryRun)).toBe(true);
    expect(engine.events().filter(({ event }) => event === "fire").length).toBeGreaterThanOrEqual(2);
    const status = await stage.run("status");
    expect(status.out).toContain("dry run: nothing is done to any macro");
    expect((await stage.run("stop", "heal")).out).toBe(`dry run: would stop heal (pid ${macro.pid})\n`);
    expect(isAlive(macro.pid)).toBe(true);
    engine.signal("SIGTERM");
    expect(await engine.ended).toBe(0);
    stage.recorded((store) => {
      expect(store.decisions().items.map(({ dryRun }) => dryRun)).not.toContain(false);
      expect(store.decisions().items.length).toBeGreaterThanOrEqual(2);
      expect(store.sessions().items).toMatchObject([{ dryRun: true }]);
      expect(store.cooldowns(Date.now()).size).toBe(0);
    });
  });

  it("in a dry run looks at what it would have cancelled again after its cooldown", async () => {
    const stage = openStage({
      "policies/heal.macropolicy": `profile heal {
        match process "*STAGE/heal.sh"
        cooldown 300ms
        rule gone: cancel when duration > 0s
      }`,
    });
    const macro = stage.macro("heal");
    const engine = await stage.watch("--dry-run");
    const outcomes = () => engine.events().filter(({ event }) => event === "outcome");
    await until(() => outcomes().length >= 3, "it to be cancelled in vain again and again");
    expect(outcomes().every((event) => "dryRun" in event && event.dryRun)).toBe(true);
    expect(isAlive(macro.pid)).toBe(true);
  });

  it("guards with json-rules-engine where the configuration says so", async () => {
    const stage = openStage(
      {
        "policies/heal.macropolicy": `profile heal {
          match process "*STAGE/heal.sh"
          rule slow: pause when fps < 20 and not fps < 5 for 300ms until fps > 30
          rule gone: cancel when avg(fps, 500ms) < 5
        }`,
      },
      "evaluator: json-rules-engine\n",
    );
    const macro = stage.macro("heal");
    stage.report({ fps: 60 });
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    await engine.event("outcome", { action: "pause", ok: true });
    stage.report({ fps: 40 });
    await engine.event("outcome", { action: "resume", ok: true });
    stage.report({ fps: 3 });
    await engine.event("fire", { action: "cancel", rule: "gone" });
    await engine.event("macro-end");
    expect(isAlive(macro.pid)).toBe(false);
  });
});

describe("watch --demo", () => {
  it("cancels its runaway and leaves its steady macro", async () => {
    const none = { "policies/none.macropolicy": "profile heal { rule r: warn when fps < 1 }" };
    const stage = openStage(none, served);
    const engine = await stage.watch("--demo", "--interval", "1s");
    await engine.event("fire", { macro: "demo_runaway", action: "warn" });
    const fired = await engine.event("fire", { macro: "demo_runaway", action: "cancel" });
    expect(fired.values["macro.cpu"]).toBeGreaterThan(10);
    expect(fired.message).toMatch(/^Used .*% of a core for 5s, limit 10%$/);
    const end = await engine.event("macro-end", { macro: "demo_runaway" });
    expect(end.end.kind).toBe("cancelled");
    const steady = await engine.event("macro-start", { macro: "demo_steady" });
    expect(isAlive(steady.pid!)).toBe(true);
    // Its policy is shown as any other.
    const url = await urlOf(stage);
    const { file, rules } = (await ask(`${url}/api/v1/profiles/demo_runaway`)).body;
    expect(rules).toMatchObject([{ rule: "hungry" }, { rule: "runaway", comparisons: [{ limit: 10 }] }]);
    const { profiles, files } = (await ask(`${url}/api/v1/policies`)).body;
    expect(profiles.map(({ name }: { name: string }) => name)).toContain("demo_steady");
    expect(files).toContainEqual({ path: file, profiles: ["demo_steady", "demo_runaway"] });
    engine.signal("SIGINT");
    expect(await engine.ended).toBe(0);
    expect(isAlive(steady.pid!)).toBe(false);
  });

  it.each([
    ["in a dry run", ["--demo", "--dry-run"], ""],
    ["where macros are to be left alone", ["--demo"], "on_exit: leave"],
  ])("leaves none of its macros behind %s", async (_, args, configuration) => {
    const stage = openStage(
      { "policies/none.macropolicy": "profile heal { rule r: warn when fps < 1 }" },
      configuration,
    );
    // On a busy machine a tenth of a second may well pass without any of it for the runaway, a whole one hardly.
    const engine = await stage.watch(...args, "--interval", "1s");
    const { pid: steady } = await engine.event("macro-start", { macro: "demo_steady" });
    const { pid: runaway } = await engine.event("macro-start", { macro: "demo_runaway" });
    await engine.event("fire", { macro: "demo_runaway", action: "warn" });
    engine.signal("SIGINT");
    expect(await engine.ended).toBe(0);
    const ends = engine.events().flatMap((event) => (event.event === "macro-end" ? [event.end.kind] : []));
    expect(ends).toEqual(["left", "left"]);
    await until(() => !isAlive(steady!) && !isAlive(runaway!), "the demo's macros to end");
  });
});

describe("what fires beside a cancel", () => {
  it("is on record and in the events, and is not done to a macro that is being ended", async () => {
    const rules = "rule gone: cancel when fps < 20\n  rule slow: pause when fps < 20 until fps > 30";
    const stage = openStage({
      "policies/heal.macropolicy": `profile heal {\n  match process "*STAGE/heal.sh"\n  ${rules}\n}`,
    });
    stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    await engine.event("macro-end");
    const fired = engine.events().flatMap((event) => (event.event === "fire" ? [event.rule] : []));
    const done = engine.events().flatMap((event) => (event.event === "outcome" ? [[event.action, event.ok]] : []));
    expect(fired).toEqual(["gone", "slow"]);
    expect(done).toEqual([["cancel", true]]);
  });
});
