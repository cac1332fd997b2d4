/** Macros say how they and the game are doing, in whatever language, and policies act on it. */

import { describe, expect, it } from "vitest";
import { openStage } from "./testing/stage.ts";

const policies = (rules: string) => ({
  "policies/game.macropolicy": `metric guild.queue: count "Waiting"\nprofile game {\n  grace 1s\n  ${rules}\n}\n`,
});

/** A macro that reports once and goes on. */
const reporting = (report: string) => ["sh", "-c", `${report}; while :; do sleep 1; done`];
/** One that reports again and again, as macros do. */
const reportingOn = (report: string) => ["sh", "-c", `while :; do ${report}; sleep 1; done`];

describe("a macro's report", () => {
  it("reaches the engine of its own that `run` brings", async () => {
    const stage = openStage(policies('rule low: cancel when fps < 20 message "{guild.queue} waiting"'));
    const run = stage.start([
      "run",
      "--macro",
      "game",
      "--",
      ...reportingOn("macro-engine report guild.queue=7 fps=12"),
    ]);
    expect(await run.ended).toBe(75);
    expect(run.err).toContain("low: fps 12fps < 20: 7 waiting");
  });

  it("reaches the engine that watches, for the run that it comes from, and is a sign of life", async () => {
    const stage = openStage(
      policies("rule slow: warn when response_time > 1s\n  rule quiet: warn when macro.heartbeat_age > 1s"),
    );
    const engine = await stage.watch();
    stage.start(["run", "--macro", "game", "--", ...reporting("macro-engine report response_time=2s --actions 3")]);
    const { run } = await engine.event("macro-start");
    expect(await engine.event("fire", { rule: "slow" })).toMatchObject({ run, values: { response_time: 2000 } });
    const quiet = await engine.event("fire", { rule: "quiet" });
    expect(quiet.values["macro.heartbeat_age"]).toBeGreaterThan(1000);
  });

  it("is kept to the ranges of its metrics, as any other sample is", async () => {
    const stage = openStage(policies("rule low: warn when fps < 20 and guild.queue > 3"));
    const engine = await stage.watch();
    stage.start(["run", "--macro", "game", "--", ...reporting("macro-engine report fps=-5 guild.queue=3.6")]);
    expect((await engine.event("fire")).values).toEqual({ fps: 0, "guild.queue": 4 });
  });

  it("is refused in words, and nothing of it taken", async () => {
    const stage = openStage(policies("rule low: warn when fps < 20"));
    await stage.watch();
    const refused = async (...args: string[]) => {
      const { code, err } = await stage.run("report", "--policies", "policies", ...args);
      return [code, err.trim()];
    };
    expect(await refused("fps=fast")).toEqual([2, "fps: `fast` is not a frame rate; write a frame rate such as 57fps"]);
    expect(await refused("fps")).toEqual([2, "fps: write metric=value, such as fps=57"]);
    expect(await refused("--run", "nobody", "fps=1")).toEqual([
      1,
      "no macro of that run, name or pid is guarded: nobody",
    ]);
    expect((await refused("cpu.usage=3%"))[1]).toMatch(/^cpu\.usage is measured by the engine/);
    expect((await refused("cpu.uses=3"))[1]).toMatch(/^there is no metric cpu\.uses; declare your own/);
    expect((await refused("fps=1"))[1]).toMatch(/^a macro's own metrics and actions need its run/);
    expect(await refused("guild.queue=12")).toEqual([0, ""]);
  });
});

describe("a file that belongs to a macro", () => {
  it("gives its runs their own values, however the name is written", async () => {
    const stage = openStage(policies("rule low: warn when fps < 20"));
    stage.write({
      "own.json": '{"fps": 12}',
      "macro-engine.yaml": "interval: 100ms\nsources: [{ kind: file, path: own.json, macro: Game, staleness: 10m }]\n",
    });
    const engine = await stage.watch();
    stage.start(["run", "--macro", "game", "--", "sleep", "60"]);
    await engine.event("macro-start");
    // What it holds is told anew when it is written anew.
    stage.write({ "own.json": '{"fps": 12}' });
    expect((await engine.event("fire")).values).toEqual({ fps: 12 });
  });
});
