/** What comes at once, too late or twice, of those who operate macros. */

import { expect, it } from "vitest";
import { reach } from "./testing/reach.ts";
import { isAlive, openStage, stateOf, until } from "./testing/stage.ts";

const policies = {
  "policies/heal.macropolicy": `profile heal {
  grace 500ms
  match macro "heal"
  match process "*STAGE/heal.sh"
  rule lost: cancel all when fps < 5
}
profile dance {
  level dangerous
  grace 500ms
  match macro "dance"
  match process "*STAGE/dance.sh"
  rule strict: pause when macro.level == "dangerous"
}
`,
};

/** It takes its time to leave, so that there is time to ask for something else meanwhile. */
const macros = `macros:
  heal: { command: ["sh", "-c", "trap 'sleep 0.4; exit' TERM; echo up; sleep 300 & wait"] }
`;

it("a macro is stopped while it starts, paused when it is gone, and taken off guard while it is being ended", async () => {
  const stage = openStage(policies, macros);
  const engine = await stage.watch();
  const client = await reach(stage);
  const starting = client.call("start", { macro: "heal" });
  const { run } = await engine.event("macro-start");
  const [stopped, again] = await Promise.all([client.call("stop", { id: run }), client.call("stop", { id: "heal" })]);
  expect([stopped, again]).toMatchObject([{ stopping: [{ id: run }] }, { stopping: [{ id: run }] }]);
  expect((await client.call("release", { id: run })).macros).toMatchObject([
    { ok: false, how: "refused: it is being ended" },
  ]);
  // It had begun: that it was stopped at once is no failure of its command.
  expect(await starting).toMatchObject({ id: run });
  expect((await engine.event("macro-end", { run })).end).toEqual({ kind: "stopped" });
  expect(engine.events().filter(({ event }) => event === "macro-end")).toHaveLength(1);
  for (const act of ["pause", "resume", "release"] as const)
    await expect(client.call(act, { id: "heal" })).rejects.toThrow("no running macro is called heal; none runs");
  await expect(client.call("level", { id: run, level: "safe" })).rejects.toThrow(`no running macro is called ${run}`);

  // Without a process each that registers is one of its own; all of a name are meant by it.
  const both = [await client.call("register", { macro: "heal" }), await client.call("register", { macro: "heal" })];
  const released = await client.call("release", { id: "heal" });
  expect(released.macros.map(({ id, ok }) => [id, ok])).toEqual(both.map(({ id }) => [id, true]));
});

it("a dangerous macro is given another level and back, and its rules see both", async () => {
  const stage = openStage(policies);
  const macro = stage.macro("dance");
  const engine = await stage.watch();
  await engine.event("outcome", { action: "pause" });
  const client = await reach(stage);
  expect(stateOf(macro.pid)).toBe("T");
  await client.call("level", { id: "dance", level: "safe" });
  await engine.event("outcome", { action: "resume", ok: true });
  await client.call("level", { id: "dance", level: null });
  await until(() => stateOf(macro.pid) === "T", "the pause that its own level asks for");
});

it("everyone whom a `cancel all` ends is on record as cancelled, by that decision", async () => {
  const stage = openStage(policies);
  const [first, second] = [stage.macro("heal"), stage.macro("dance")];
  const engine = await stage.watch();
  for (const macro of ["heal", "dance"]) await engine.event("macro-start", { macro });
  await (await reach(stage)).call("register", { macro: "heal" });
  stage.report({ fps: 3 });
  await until(() => engine.events().filter(({ event }) => event === "macro-end").length === 3, "all to end");
  const { id } = await engine.event("fire", { action: "cancel all" });
  expect([first, second].map(({ pid }) => isAlive(pid))).toEqual([false, false]);
  const [runs, decision] = stage.recorded((store) => [store.runs().items, store.decision(id)] as const);
  const known = engine.events().flatMap((event) => (event.event === "fire" ? [event.id] : []));
  for (const { end } of runs) {
    expect(end).toEqual({ kind: "cancelled", decision: expect.any(String) });
    expect(known).toContain(end?.kind === "cancelled" ? end.decision : null);
  }
  const dance = runs.find(({ macro }) => macro === "dance")!;
  expect(dance.end).toEqual({ kind: "cancelled", decision: id });
  expect(decision!.outcomes.map(({ run, action }) => [run, action])).toContainEqual([dance.id, "cancel"]);
});
