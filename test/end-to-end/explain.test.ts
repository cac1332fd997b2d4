/** A real engine records, `explain` says why it cancelled, and `record` gives the same run as a recording. */

import { describe, expect, it } from "vitest";
import { openStage, until } from "./testing/stage.ts";

const policies = {
  "policies/game.macropolicy": `profile game {
  grace 1s
  rule low: cancel when fps < 20 for 400ms
  rule ageing: warn when duration > 1h
}
`,
};

/** A macro that idles under a game that is fine, and then is not. */
async function cancelled(...options: Parameters<typeof openStage>) {
  const stage = openStage(...options);
  const engine = await stage.watch();
  const macro = stage.start(["run", "--macro", "game", "--", "sleep", "60"]);
  await engine.event("macro-start");
  let frames = 0;
  const game = setInterval(() => {
    frames += 1;
    // A number of its own each time: a game that hangs tells the same one, and that is no evidence.
    stage.report({ fps: frames < 10 ? 60 + frames / 100 : 10 + frames / 100 });
  }, 100);
  try {
    const fire = await engine.event("fire", { action: "cancel" });
    await macro.ended;
    return { stage, engine, fire };
  } finally {
    clearInterval(game);
  }
}

describe("a cancellation by a running engine", () => {
  it("is explained at once, by replaying what the engine recorded", async () => {
    const { stage, fire } = await cancelled(policies);
    const pretty = await stage.run("explain");
    expect(pretty.code, pretty.err).toBe(0);
    expect(pretty.out).toContain(`game was cancelled by low at`);
    expect(pretty.out).toContain("3 |   rule low: cancel when fps < 20 for 400ms");
    expect(pretty.out).toContain("What would have spared it, each alone");

    const { code, out } = await stage.run("explain", fire.id, "--format", "json");
    expect(code).toBe(0);
    const json = JSON.parse(out);
    expect(json).toMatchObject({ reproduced: true, left: "samples", policy: { state: "same" } });
    expect(json.event).toMatchObject({ id: fire.id, since: fire.since, values: fire.values });
    expect(json.explanation).toMatchObject({ rule: "low", fired: json.explanation.time, playedTo: "end" });
    expect(json.explanation.condition.comparison.value).toBe(fire.values.fps);
    const [threshold, wait] = json.explanation.changes;
    // Some value of the time below the limit, and no value of the time before.
    expect(threshold).toMatchObject({ outcome: "found", direction: "down", inclusive: true });
    expect(threshold.bound).toBeGreaterThanOrEqual(10);
    expect(threshold.bound).toBeLessThan(20);
    expect(wait).toMatchObject({ kind: "for", outcome: "found", direction: "up", inclusive: false });
  });

  it("can be played again from a file that holds the run, and is explained there alike", async () => {
    const { stage, fire } = await cancelled(policies);
    const recorded = await stage.run("record", "--from-store", fire.run, "-o", "run.csv");
    expect(recorded.code, recorded.err).toBe(0);
    const replayed = await stage.run("replay", "--json", "--profile", "game", "run.csv");
    const [again] = replayed.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(again).toMatchObject({ event: "fire", rule: "low", action: "cancel", values: fire.values });
    const bounds = async (...args: string[]) => {
      const { out } = await stage.run("explain", "--format", "json", ...args);
      return JSON.parse(out).explanation.changes.map(({ bound }: { bound: number }) => bound);
    };
    expect(await bounds("--profile", "game", "--trace", "run.csv")).toEqual(await bounds());
  });
});

describe("record", () => {
  it("writes row by row until it is interrupted, the processes of a guarded macro among them", async () => {
    const stage = openStage(policies);
    const engine = await stage.watch();
    stage.start(["run", "--macro", "game", "--", "sleep", "60"]);
    await engine.event("macro-start");
    const recorder = stage.start(["record", "--macro", "game", "-o", "game.csv", "--interval", "50ms"]);
    await until(
      () => (stage.numberOfLines("game.csv") ?? 0) > 3,
      () => `rows in game.csv: ${recorder.err}`,
    );
    recorder.signal("SIGINT");
    expect(await recorder.ended).toBe(0);
    expect(recorder.err).toMatch(/^recorded \d+ rows of \d+ metrics over .* in game\.csv: stopped by SIGINT\n$/);
    const replayed = await stage.run("replay", "--profile", "game", "game.csv");
    expect(replayed.code, replayed.err).toBe(0);
    expect(replayed.out).toContain("game, profile game");
  });

  it("ends with the macro that it records", async () => {
    const stage = openStage(policies);
    const macro = stage.macro("short");
    const recorder = stage.start(["record", "--pid", String(macro.pid), "-o", "short.jsonl", "--interval", "50ms"]);
    await until(
      () => (stage.numberOfLines("short.jsonl") ?? 0) > 1,
      () => `rows in short.jsonl: ${recorder.err}`,
    );
    macro.kill("SIGKILL");
    expect(await recorder.ended).toBe(0);
    expect(recorder.err).toContain("in short.jsonl: the macro has ended");
  });
});
