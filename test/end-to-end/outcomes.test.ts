/** What came of an action is on record, however short the engine lives after it. */

import { expect, it } from "vitest";
import { isAlive, openStage, type Stage, until } from "./testing/stage.ts";

const policies = {
  "policies/heal.macropolicy": `profile heal {
  grace 1s
  rule lost: cancel when fps < 5
}
`,
};

const told = "trap : TERM; echo $$ > pid; while [ ! -e enough ]; do sleep 0.1; done";

async function runHeal(stage: Stage, ...options: string[]) {
  const run = stage.start(["run", ...options, "--macro", "heal", "--", "sh", "-c", told]);
  await until(() => stage.numberIn("pid") !== null, "the macro's pid");
  return { run, pid: stage.numberIn("pid")! };
}

it("that of a cancel, though the run ends with its macro", async () => {
  const stage = openStage(policies);
  stage.report({ fps: 3 });
  const codes = ["a", "b", "c", "d"].map((name) =>
    stage.run("run", "--macro", name, "--profile", "heal", "--", "sleep", "300"),
  );
  expect((await Promise.all(codes)).map(({ code }) => code)).toEqual([75, 75, 75, 75]);
  const decisions = stage.recorded((store) => store.decisions().items);
  expect(decisions.map(({ outcomes }) => outcomes.map(({ how }) => how))).toEqual(
    Array(4).fill(["ended after SIGTERM"]),
  );
});

it("that of the engine's own end, which is no cancellation", async () => {
  const stage = openStage(policies);
  const engine = await stage.watch();
  const { run, pid } = await runHeal(stage);
  await engine.event("macro-start");
  engine.signal("SIGTERM");
  expect(await engine.ended).toBe(0);
  expect(isAlive(pid)).toBe(false);
  expect(await run.ended).not.toBe(75);
  expect(engine.events().slice(-3)).toMatchObject([
    { event: "outcome", id: "", action: "cancel", ok: true, how: expect.stringContaining("killed after the grace") },
    { event: "macro-end", end: { kind: "stopped" } },
    { event: "engine-stop" },
  ]);
});

it("a dry run leaves its macro running, and says so", async () => {
  const stage = openStage(policies);
  const { run, pid } = await runHeal(stage, "--dry-run");
  await until(() => stage.recorded((store) => store.runs().items.length === 1), "the run to begin");
  run.signal("SIGTERM");
  expect(await run.ended).toBe(143);
  expect(isAlive(pid)).toBe(true);
  expect(stage.recorded((store) => store.runs().items)).toMatchObject([{ end: { kind: "left" } }]);
});

it("a stop by hand stays one, whatever fires while it waits for the grace", async () => {
  const stage = openStage({ "policies/heal.macropolicy": policies["policies/heal.macropolicy"].replace("1s", "1m") });
  const engine = await stage.watch();
  const { run } = await runHeal(stage);
  await engine.event("macro-start");
  await stage.run("stop", "heal");
  stage.report({ fps: 3 });
  await engine.event("fire");
  stage.write({ enough: "" });
  expect(await run.ended).not.toBe(75);
  expect(await engine.event("macro-end")).toMatchObject({ end: { kind: "stopped" } });
});
