/** What an operator does over the socket: starts macros, gives them levels, asks for a check, names sessions. */

import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { reach } from "./testing/reach.ts";
import { isAlive, openStage, stateOf, until } from "./testing/stage.ts";

const policies = {
  "policies/heal.macropolicy": `profile heal {
  match macro "heal"
  match process "*STAGE/heal.sh"
  rule strict: pause when macro.level == "dangerous"
  rule lost: cancel when fps < 5
}
`,
};

const macros = `max_level: risky
macros:
  heal: { command: ["sh", "STAGE/heal.sh"], env: { COLOUR: green } }
  gone: { command: ["STAGE/not-there"] }
  broken: { command: ["sh", "-c", "echo trying; no-such-game --fast"] }
  late: { command: ["sh", "-c", "echo working; sleep 1; echo it broke >&2; exit 3"] }
`;

it("start runs the configured command under guard, at the level that was asked for", async () => {
  const stage = openStage(policies);
  stage.write({
    "macro-engine.yaml": `interval: 100ms
store: { path: store.sqlite }
api: { enabled: false }
${macros}`,
    "heal.sh": "echo $COLOUR > colour; mkfifo idle; exec 3<> idle; read _ <&3",
  });
  const engine = await stage.watch();
  const client = await reach(stage);
  const started = await client.call("start", { macro: "heal", level: "safe" });
  expect(started).toMatchObject({ profile: "heal", level: "safe" });
  expect(await engine.event("macro-start")).toMatchObject({
    run: started.id,
    macro: "heal",
    pid: started.pid,
    level: "safe",
    origin: "child",
  });
  await until(() => stage.numberOfLines("colour") === 1, "the macro to begin");
  await expect(client.call("start", { macro: "heal", level: "dangerous" })).rejects.toThrow(
    "heal is dangerous; the configuration starts nothing above risky",
  );
  await expect(client.call("start", { macro: "heel" })).rejects.toThrow(
    "no command is configured for heel; the configuration has heal, gone, broken, late",
  );
  await expect(client.call("start", { macro: "gone" })).rejects.toThrow("cannot be started: there is no such command");
  await expect(client.call("start", { macro: "broken" })).rejects.toThrow(
    /^broken ended at once with exit code 127, which says that a command was not found: .*no-such-game: .*not found/,
  );
  const late = await client.call("start", { macro: "late" });
  const words = `late ended with exit code 3; what it printed is in ${late.output}`;
  await until(
    () => engine.events().some((event) => event.event === "notice" && event.message === words),
    "its failure",
  );
  expect(readFileSync(late.output!, "utf8")).toBe("working\nit broke\n");
  await client.call("stop", { id: started.id });
  expect((await engine.event("macro-end", { run: started.id })).end).toEqual({ kind: "stopped" });
  expect(isAlive(started.pid)).toBe(false);
});

it("level is what rules see from then on, stays over a reload, and goes back to the profile's", async () => {
  const stage = openStage(policies);
  const macro = stage.macro("heal");
  const engine = await stage.watch();
  const { run } = await engine.event("macro-start");
  const client = await reach(stage);
  const held = { id: run, macro: "heal", pid: macro.pid, ok: true };
  expect(await client.call("level", { id: "heal", level: "dangerous" })).toEqual({
    macros: [{ ...held, how: "dangerous from now on" }],
  });
  expect(await engine.event("level")).toMatchObject({ run, level: "dangerous" });
  expect(await engine.event("fire", { rule: "strict" })).toMatchObject({ level: "dangerous" });
  await until(() => stateOf(macro.pid) === "T", "the pause");
  stage.write({ "policies/other.macropolicy": "profile other {\n  rule lost: cancel when fps < 1\n}\n" });
  await engine.event("reload");
  await client.call("check", {});
  expect((await client.call("status", {})).macros).toMatchObject([{ level: "dangerous", state: "paused" }]);
  expect((await client.call("level", { id: run, level: null })).macros).toEqual([
    { ...held, how: "risky, as its profile says" },
  ]);
  await engine.event("outcome", { action: "resume" });
  expect(stage.recorded((store) => store.run(run)?.level)).toBe("risky");
});

it("check takes a snapshot between those of the clock and tells what it decided", async () => {
  const stage = openStage(policies);
  const macro = stage.macro("heal");
  const engine = await stage.watch("--interval", "10m");
  const { run } = await engine.event("macro-start");
  const client = await reach(stage);
  stage.report({ fps: 3 });
  let answer = await client.call("check", {});
  await until(async () => {
    // The game's file is read at its own pace.
    if (answer.decisions.length === 0) answer = await client.call("check", {});
    return answer.decisions.length > 0;
  }, "the rule to fire");
  expect(answer.decisions).toMatchObject([{ event: "fire", run, rule: "lost", action: "cancel", time: answer.time }]);
  expect(stage.recorded((store) => store.decision(answer.decisions[0]!.id)?.rule)).toBe("lost");
  expect((await client.call("status", {})).lastCheck).toBe(answer.time);
  await engine.event("macro-end");
  expect(isAlive(macro.pid)).toBe(false);
});

it("sessions have names of their own, one after the other, until the engine ends", async () => {
  const stage = openStage(policies);
  const engine = await stage.watch();
  const client = await reach(stage);
  await expect(client.call("endSession", {})).rejects.toThrow("no session has been begun by name; begin one first");
  const raid = await client.call("beginSession", { name: "raid <b>" });
  expect((await client.call("status", {})).namedSession).toEqual(raid);
  const next = await client.call("beginSession", { name: "farm" });
  expect(await client.call("endSession", {})).toMatchObject({ id: next.id, name: "farm", endedAt: expect.any(String) });
  const last = await client.call("beginSession", { name: "night" });
  engine.signal("SIGTERM");
  await engine.ended;
  const told = engine.events().flatMap((event) => ("name" in event ? [[event.event, event.id]] : []));
  expect(told).toEqual(
    [raid, next, last].flatMap(({ id }) => [
      ["session-begin", id],
      ["session-end", id],
    ]),
  );
  const database = new DatabaseSync(stage.path("store.sqlite"), { readOnly: true });
  const rows = database.prepare("SELECT name, ended FROM named_sessions ORDER BY started, id").all();
  database.close();
  expect(rows.map(({ name }) => name)).toEqual(["raid <b>", "farm", "night"]);
  expect(rows.every(({ ended }) => typeof ended === "number")).toBe(true);
});
