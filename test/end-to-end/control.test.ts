/** What editors and other programs ask a running engine over its socket: readings, pause and resume. */

import { expect, it } from "vitest";
import { type ControlClient, connectControl } from "../../engine/src/control/connect-control.ts";
import { socketPathsFor } from "../../engine/src/control/socket-path.ts";
import type { EngineEvent } from "../../engine/src/events.ts";
import { openStage, type Stage, stateOf, until } from "./testing/stage.ts";

const heal = {
  "policies/heal.macropolicy": `profile heal {
  match process "*STAGE/heal.sh"
  rule slow: pause when avg(fps, 1s) < 20 until fps > 30
  rule lost: cancel when fps < 5 or duration > 1h
}
`,
};

function reach(stage: Stage): Promise<ControlClient> {
  return connectControl(socketPathsFor(stage.path("policies"), stage.env)[0]!);
}

it("readings tell the values and margins of a profile that no macro runs under", async () => {
  const stage = openStage(heal);
  await stage.watch();
  stage.report({ fps: 48 });
  const client = await reach(stage);
  const read = () => client.call("readings", { profiles: ["heal", "nobody"] });
  let answer = await read();
  await until(
    async () => {
      answer = await read();
      return answer.profiles[0]?.rules[0]?.comparisons[0]?.value === 48 && answer.metrics[0]?.p95Today != null;
    },
    () => `48 fps for a second: ${JSON.stringify(answer)}`,
  );
  expect(answer.profiles.map(({ profile }) => profile)).toEqual(["heal"]);
  const [slow, lost] = answer.profiles[0]!.rules;
  expect(slow).toEqual({
    rule: "slow",
    comparisons: [
      { text: "avg(fps, 1s) < 20fps", value: 48, limit: 20, valueText: "48fps", limitText: "20fps", used: 20 / 48 },
    ],
  });
  expect(lost!.comparisons.map(({ valueText }) => valueText)).toEqual(["48fps", "missing"]);
  expect(answer.metrics).toMatchObject([{ metric: "fps", value: 48, text: "48fps" }]);
  expect(answer.metrics[0]!.p95Today!.text).toMatch(/fps$/);
  client.close();
});

it("pause holds a macro for its user, and resume lets it go on; both are announced and on record", async () => {
  const stage = openStage(heal);
  const macro = stage.macro("heal");
  const engine = await stage.watch();
  const { run } = await engine.event("macro-start");
  const client = await reach(stage);
  const heard: EngineEvent[] = [];
  client.onEvent((event) => heard.push(event));
  await client.call("subscribe", {});
  expect(await client.call("pause", { id: "HEAL" })).toEqual({
    macros: [{ id: run, macro: "heal", pid: macro.pid, ok: true, how: "paused 1 process" }],
  });
  expect(stateOf(macro.pid)).toBe("T");
  const stateNow = async () => (await client.call("status", {})).macros[0]!.state;
  expect(await stateNow()).toBe("paused");
  expect((await client.call("resume", { id: run })).macros).toMatchObject([{ ok: true, how: "resumed 1 process" }]);
  expect(stateOf(macro.pid)).not.toBe("T");
  expect(await stateNow()).toBe("running");
  expect((await client.call("resume", { id: run })).macros).toMatchObject([{ ok: true, how: "nothing was paused" }]);
  await expect(client.call("pause", { id: "heel" })).rejects.toThrow(
    "no running macro is called heel; these run: heal",
  );
  const outcomes = heard.flatMap((event) => (event.event === "outcome" ? [[event.action, event.id, event.run]] : []));
  expect(outcomes).toEqual([
    ["pause", "", run],
    ["resume", "", run],
    ["resume", "", run],
  ]);
  client.close();
});

it("a macro that its user has paused stays so when the rule that paused it too clears", async () => {
  const stage = openStage(heal);
  const macro = stage.macro("heal");
  const engine = await stage.watch();
  const { run } = await engine.event("macro-start");
  const client = await reach(stage);
  await client.call("pause", { id: run });
  stage.report({ fps: 10 });
  await engine.event("outcome", { action: "pause", how: "already paused by the user" });
  stage.report({ fps: 60 });
  await engine.event("outcome", { action: "resume", how: "still paused by the user" });
  expect(stateOf(macro.pid)).toBe("T");
  await client.call("resume", { id: run });
  expect(stateOf(macro.pid)).not.toBe("T");
  client.close();
});

it("a dry run pauses nothing", async () => {
  const stage = openStage(heal);
  const macro = stage.macro("heal");
  const engine = await stage.watch("--dry-run");
  await engine.event("macro-start");
  const client = await reach(stage);
  const { macros } = await client.call("pause", { id: "heal" });
  expect(macros).toMatchObject([{ ok: true, how: "dry run: would stop 1 process" }]);
  expect(stateOf(macro.pid)).not.toBe("T");
  client.close();
});
