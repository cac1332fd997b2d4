import { expect, test } from "vitest";
import type { EngineEvent } from "../../engine/src/events.ts";
import { storedCourse } from "../../engine/src/traces/from-store.ts";
import { openStage } from "./testing/stage.ts";

const policy = `profile heal {
  grace 500ms
  match process "*STAGE/heal.sh"
  rule early:   warn when duration > 500ms until duration > 900ms
  rule low_fps: warn when fps < 20 for 400ms until fps > 50
  rule time_up: cancel when duration > 4s and avg(fps, 1s) > 30
}
`;

type Told = EngineEvent & { readonly event: "fire" | "clear" };

test("what the engine has recorded is judged as it was: the same rules fire at the same snapshots", async () => {
  const stage = openStage({ "policies/heal.macropolicy": policy });
  const engine = await stage.watch();
  stage.macro("heal");
  await engine.event("fire", { rule: "early" });
  stage.report({ fps: 5 });
  await engine.event("fire", { rule: "low_fps" });
  stage.report({ fps: 60 });
  await engine.event("clear", { rule: "low_fps" });
  await engine.event("macro-end");
  engine.signal("SIGINT");
  await engine.ended;
  const { out, err, code } = await stage.run("backtest", "--from-store", "1h", "--format", "json");
  expect([code, err]).toEqual([0, ""]);
  const { recordings, profiles } = JSON.parse(out);
  expect(recordings).toMatchObject([{ macro: "heal", profiles: ["heal"] }]);
  expect(profiles).toMatchObject([{ profile: "heal", runs: 1, cancelled: 1 }]);

  // Walls are whole milliseconds, and a run's last snapshot may be that by which it grew too old.
  const course = stage.recorded((store) => {
    const { items } = store.decisions({ rule: "time_up" });
    const { run, wall, values } = items[0]!;
    const { macroStartMs, timeOf } = storedCourse(store, store.run(run)!, { dimensionOf: () => "number" })!;
    return { judged: timeOf(wall)! - macroStartMs, seen: values.duration };
  });
  expect(course.judged).toBeCloseTo(course.seen as number, 5);

  // The engine's own account of it, in the order of the rules.
  const events = engine.events().filter((event): event is Told => event.event === "fire" || event.event === "clear");
  const began = Date.parse(recordings[0].startedAt);
  for (const { rule, firings } of profiles[0].rules) {
    const fired = events.filter((event) => event.event === "fire" && event.rule === rule);
    expect(firings, rule).toHaveLength(fired.length);
    for (const [index, { at }] of firings.entries()) {
      // Written down by the wall clock, to the millisecond.
      expect(Math.abs(began + at * 1000 - Date.parse(fired[index]!.time)), rule).toBeLessThan(60);
    }
  }
  expect(profiles[0].rules.map(({ fired }: { fired: number }) => fired)).toEqual([
    expect.any(Number),
    expect.any(Number),
    1,
  ]);
});
