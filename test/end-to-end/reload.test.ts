/** Policies, override files and configuration are read again when they are saved, and nothing that still applies is lost. */

import { describe, expect, it } from "vitest";
import { isAlive, leftIn, openStage, type Program, stateOf, until } from "./testing/stage.ts";

const heal = (rules: string) => ({
  "policies/heal.macropolicy": `profile heal {\n  match process "*STAGE/heal.sh"\n  ${rules}\n}\n`,
});

/** Events so far: what is waited for next comes after them. */
const seen = (engine: Program) => engine.events().length;

describe("a saved policy", () => {
  it("is in force without a restart", async () => {
    const stage = openStage(heal("rule lost: cancel when fps < 5"));
    const macro = stage.macro("heal");
    stage.report({ fps: 15 });
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.write(heal("rule lost: cancel when fps < 20\n  rule more: warn when fps < 1"));
    const reload = await engine.event("reload");
    expect(reload).toMatchObject({ ok: true, profiles: 1, rules: 2, problems: "" });
    const fired = await engine.event("fire", { rule: "lost" });
    expect(fired.threshold).toBe("fps < 20");
    await engine.event("macro-end");
    expect(isAlive(macro.pid)).toBe(false);
  });

  it("keeps a wait that goes on, and a pause that still means the same", async () => {
    const rules = "rule slow: pause when fps < 20 until fps > 30\n  rule long: warn when fps < 20 for 2500ms";
    const stage = openStage(heal(rules));
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    const paused = await engine.event("fire", { rule: "slow" });
    await engine.event("outcome", { action: "pause" });
    const before = seen(engine);
    stage.write(heal(`# moved down by a line\n  ${rules}\n  rule more: warn when fps < 1`));
    await engine.event("reload", { ok: true });
    const warned = await engine.event("fire", { rule: "long" });
    // The wall clock is read in milliseconds at each snapshot.
    expect(Math.abs(Date.parse(warned.since) - Date.parse(paused.since))).toBeLessThan(50);
    expect(stateOf(macro.pid)).toBe("T");
    const since = engine.events().slice(before);
    expect(since.some((event) => (event.event === "fire" || event.event === "clear") && event.rule === "slow")).toBe(
      false,
    );
    stage.report({ fps: 40 });
    await engine.event("clear", { rule: "slow" });
    await until(() => stateOf(macro.pid) !== "T", "the macro to go on");
  });

  it.each([
    ["is removed", "rule other: warn when fps < 1"],
    ["means something else", "rule slow: pause when fps < 5 until fps > 30"],
    ["does something else", "rule slow: warn when fps < 20 until fps > 30"],
  ])("lets a paused macro go on when the rule that paused it %s", async (_, rules) => {
    const stage = openStage(heal("rule slow: pause when fps < 20 until fps > 30"));
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    await engine.event("outcome", { action: "pause", ok: true });
    expect(stateOf(macro.pid)).toBe("T");
    stage.write(heal(rules));
    await engine.event("clear", { rule: "slow" });
    await engine.event("outcome", { action: "resume", ok: true });
    await until(() => stateOf(macro.pid) !== "T", "the macro to go on");
    expect(isAlive(macro.pid)).toBe(true);
  });

  it("lets a paused macro go on when its profile goes, and acts on it no more", async () => {
    const stage = openStage({
      ...heal("rule slow: pause when fps < 20 until fps > 30\n  rule lost: cancel when fps < 5"),
      "policies/other.macropolicy": "profile other { rule r: warn when fps < 1 }",
    });
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    await engine.event("outcome", { action: "pause", ok: true });
    stage.write({ "policies/heal.macropolicy": "# nothing is left\n" });
    await engine.event("notice", { message: "heal is governed by no profile now" });
    await until(() => stateOf(macro.pid) !== "T", "the macro to go on");
    stage.report({ fps: 3 });
    const status = JSON.parse((await stage.run("status", "--json")).out);
    expect(status.macros).toMatchObject([{ macro: "heal", profile: null, level: null, state: "running" }]);
    expect(isAlive(macro.pid)).toBe(true);
  });

  it("governs from now on who runs already", async () => {
    const stage = openStage({ "policies/other.macropolicy": "profile other { rule r: warn when fps < 1 }" });
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    stage.report({ fps: 3 });
    stage.write(heal("rule lost: cancel when fps < 5"));
    expect((await engine.event("reload")).ok).toBe(true);
    await engine.event("macro-start", { macro: "heal", pid: macro.pid });
    await engine.event("macro-end", { macro: "heal" });
    expect(isAlive(macro.pid)).toBe(false);
  });

  it("governs an attached macro that nothing governed before", async () => {
    const stage = openStage({ "policies/other.macropolicy": "profile other { rule r: warn when fps < 1 }" });
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    const attached = stage.start(["attach", "--pid", String(macro.pid), "--macro", "healer"]);
    const start = await engine.event("macro-start", { macro: "healer" });
    expect(start.profile).toBeNull();
    stage.report({ fps: 3 });
    stage.write({
      "policies/heal.macropolicy":
        'profile heal { match macro "heal*" level dangerous rule lost: cancel when fps < 5 }',
    });
    await engine.event("notice", { message: "healer is governed by heal, dangerous now" });
    expect(await attached.ended).toBe(75);
    expect(isAlive(macro.pid)).toBe(false);
  });
});

describe("a broken edit", () => {
  it("leaves the last good set in force, is told once, and is mended by the next", async () => {
    const good = "rule slow: pause when fps < 20 until fps > 30";
    const stage = openStage(heal(good));
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    await engine.event("outcome", { action: "pause" });
    stage.write(heal("rule slow: pause when fps < 20% until fsp > 30"));
    const broken = await engine.event("reload", { ok: false });
    expect(broken.problems).toContain("error[unit-mismatch]");
    expect(broken.problems).toContain("error[unknown-name]");
    expect(stateOf(macro.pid)).toBe("T");
    const status = await stage.run("status");
    expect(status.out).toContain("the policies on disk have errors; the last good set is in force:");
    expect(status.out).toContain("unit-mismatch");
    stage.report({ fps: 40 });
    await engine.event("clear", { rule: "slow" });
    stage.report({ fps: 12 });
    const before = seen(engine);
    await engine.event("fire", { rule: "slow" }, before);
    expect(engine.events().filter(({ event }) => event === "reload")).toHaveLength(1);

    stage.write(heal(`${good}\n  rule lost: cancel when fps < 15`));
    await engine.event("reload", { ok: true });
    await engine.event("macro-end", { macro: "heal" });
    expect((await stage.run("status")).out).not.toContain("have errors");
  });
});

describe("other files", () => {
  it("an override file that comes is obeyed, and one that goes is forgotten", async () => {
    const stage = openStage(heal("param fps_min = 5fps\n  rule slow: warn when fps < fps_min"));
    stage.macro("heal");
    stage.report({ fps: 15 });
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.write({ "config/macro_safety/mine.yaml": "profiles:\n  heal:\n    set: { fps_min: 20fps }\n" });
    const fired = await engine.event("fire", { rule: "slow" });
    expect(fired.threshold).toBe("fps < 20fps");
    const before = seen(engine);
    stage.write({ "config/macro_safety/mine.yaml": "profiles:\n  heal:\n    set: { fps_min: 10% }\n" });
    const broken = await engine.event("reload", { ok: false }, before);
    expect(broken.problems).toContain("config/macro_safety/mine.yaml:3:");
    stage.write({ "config/macro_safety/mine.yaml": "profiles: {}\n" });
    await engine.event("clear", { rule: "slow" }, before);
  });

  it("a new file in a new folder of the set is read", async () => {
    const stage = openStage(heal("rule slow: warn when fps < 5"));
    const buff = stage.macro("buff");
    stage.report({ fps: 15 });
    const engine = await stage.watch();
    stage.write({
      "policies/more/buff.macropolicy": `profile buff { match process "*STAGE/buff.sh" rule gone: cancel when fps < 20 }`,
    });
    await engine.event("reload", { ok: true, profiles: 2 });
    await engine.event("macro-end", { macro: "buff" });
    expect(isAlive(buff.pid)).toBe(false);
  });
});

describe("what is written beside the policies", () => {
  it("makes no reload, and hides none", async () => {
    // The game rewrites its file ten times a second there, and the engine adds to its log.
    const stage = openStage(
      { "a.macropolicy": "profile heal { rule lost: warn when fps < 5 }" },
      "policies: .\nlog: { path: engine.log }\n",
    );
    const engine = await stage.watch();
    stage.write({ "a.macropolicy": "profile heal { rule lost: warn when fps < 7 }" });
    await engine.event("reload", { ok: true });
    const before = seen(engine);
    stage.write({ "a.macropolicy": "profile heal { rule lost: warn when fps < 9 }" });
    await engine.event("reload", { ok: true }, before);
    // One more perhaps, for what was saved while the engine came up; then peace.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect(engine.events().filter(({ event }) => event === "reload").length).toBeLessThanOrEqual(3);
  });
});

describe("a saved configuration", () => {
  const configuration = (more: string) => ({ "macro-engine.yaml": `store: { path: store.sqlite }\n${more}\n` });

  it("brings other sources and another interval without a restart", async () => {
    const stage = openStage(heal("rule lost: warn when fps < 5"));
    stage.write(configuration("interval: 100ms"));
    stage.macro("heal");
    stage.report({ fps: 1 });
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.write(configuration("interval: 200ms\nsources: [{ kind: file, path: game.json, every: 100ms }]"));
    await engine.event("reload", { ok: true });
    await engine.event("fire", { rule: "lost" });
  });

  it("is what holds for the children of an engine that is killed", async () => {
    const stage = openStage(heal("rule lost: warn when fps < 5"));
    const engine = await stage.watch();
    stage.write({ "child.sh": "echo $$ > pid; while :; do sleep 0.1; done" });
    const run = stage.start(["run", "--profile", "heal", "--", "sh", "child.sh"]);
    await engine.event("macro-start");
    await until(() => stage.numberIn("pid") !== null, "the child");
    const pid = stage.numberIn("pid")!;
    stage.write(configuration("on_exit: leave"));
    await engine.event("reload", { ok: true });
    for (const program of [run, engine]) {
      program.signal("SIGKILL");
      await program.ended;
    }
    // The guardian is done when nobody but the macro and its sleep is left.
    await until(() => leftIn(stage, pid).length <= 1, "the guardian to end");
    expect(isAlive(pid)).toBe(true);
  });

  it("keeps the last good one when it is broken, and says what only a restart changes", async () => {
    const stage = openStage(heal("rule lost: warn when fps < 5"));
    stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.write({ "macro-engine.yaml": "intervall: 1s\n" });
    const broken = await engine.event("reload", { ok: false });
    expect(broken.problems).toContain("did you mean `interval`?");
    stage.report({ fps: 1 });
    await engine.event("fire", { rule: "lost" });
    stage.write(configuration("evaluator: json-rules-engine"));
    await engine.event("notice", { message: "`evaluator` has changed: that needs a restart of the engine" });
    await engine.event("reload", { ok: true });
  });
});
