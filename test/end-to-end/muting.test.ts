/** Mutes and maintenance windows: rules fire without consequences, and act when that is over. */

import { expect, it } from "vitest";
import { reach } from "./testing/reach.ts";
import { isAlive, openStage, stateOf, until } from "./testing/stage.ts";

const policies = {
  "policies/heal.macropolicy": `profile heal {
  grace 500ms
  match process "*STAGE/heal.sh"
  rule slow: pause when fps < 20 until fps > 30
  rule lost: cancel when fps < 5
}
profile dance {
  level dangerous
  match macro "dance"
  match process "*STAGE/dance.sh"
  rule lost: cancel when fps < 5
}
`,
};

const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const patchDay = { macro: "heal", rule: null, reason: "patch day", by: "anna" } as const;

it("a muted macro goes on, its decisions are on record as muted, and act when the mute is ended", async () => {
  const stage = openStage(policies);
  const macro = stage.macro("heal");
  const engine = await stage.watch();
  const { run } = await engine.event("macro-start");
  const client = await reach(stage);
  const mute = await client.call("mute", { ...patchDay, until: soon(3_600_000) });
  expect(await engine.event("mute")).toMatchObject({ id: mute.id, macro: "heal", rule: null, reason: "patch day" });
  stage.report({ fps: 3 });
  const fired = await engine.event("fire", { rule: "lost" });
  expect(fired).toMatchObject({ run, action: "cancel", mute: mute.id });
  await until(
    async () => (await client.call("status", {})).macros[0]!.rules[1]!.state === "firing",
    "the rule to fire",
  );
  expect(await client.call("status", {})).toMatchObject({ mutes: [mute], macros: [{ id: run, state: "running" }] });
  expect(engine.events().filter(({ event }) => event === "outcome")).toEqual([]);
  expect([isAlive(macro.pid), stateOf(macro.pid)]).toEqual([true, "S"]);

  expect(await client.call("unmute", { id: mute.id, by: "ben" })).toMatchObject({ endedAt: expect.any(String) });
  const end = await engine.event("macro-end");
  expect(isAlive(macro.pid)).toBe(false);
  const fires = engine.events().filter((event) => event.event === "fire" && event.rule === "lost");
  expect(fires).toHaveLength(2);
  expect(fires[1]).not.toHaveProperty("mute");
  expect(end).toMatchObject({ run, end: { kind: "cancelled", decision: (fires[1] as typeof fired).id } });
  const kept = stage.recorded((store) => store.decisions({ run, rule: "lost" }).items.map(({ mute }) => mute));
  expect(kept).toEqual([undefined, mute.id]);
});

it("a pause that was in force stays, and is let go when its rule clears", async () => {
  const stage = openStage(policies);
  const macro = stage.macro("heal");
  const engine = await stage.watch();
  await engine.event("macro-start");
  stage.report({ fps: 10 });
  await engine.event("outcome", { action: "pause" });
  const client = await reach(stage);
  await client.call("mute", { ...patchDay, until: soon(3_600_000) });
  await client.call("check", {});
  expect(stateOf(macro.pid)).toBe("T");
  stage.report({ fps: 60 });
  await engine.event("outcome", { action: "resume" });
  expect(stateOf(macro.pid)).not.toBe("T");
});

it("a window begins later, outlives the engine, and what still fires when all mutes have ended acts then", async () => {
  const stage = openStage(policies);
  const macro = stage.macro("heal");
  const first = await stage.watch();
  const asked = { ...patchDay, from: soon(300), until: soon(3_600_000), rule: "slow" };
  const window = await (await reach(stage)).call("mute", asked);
  first.signal("SIGTERM");
  await first.ended;
  await until(() => Date.now() > Date.parse(asked.from), "the window to begin");
  const engine = await stage.watch();
  await engine.event("macro-start");
  const client = await reach(stage);
  expect((await client.call("mutes", {})).mutes).toEqual([window]);
  stage.report({ fps: 10 });
  expect(await engine.event("fire", { rule: "slow" })).toMatchObject({ mute: window.id });
  expect(stateOf(macro.pid)).not.toBe("T");
  const short = await client.call("mute", { ...patchDay, until: soon(2500) });
  await client.call("unmute", { id: window.id, by: "ben" });
  await engine.event("unmute", { id: short.id });
  await engine.event("outcome", { action: "pause", ok: true });
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(short.until));
  expect(stateOf(macro.pid)).toBe("T");
});

it("dangerous macros are not muted, by name or with all others", async () => {
  const stage = openStage(policies);
  const engine = await stage.watch();
  const client = await reach(stage);
  const asked = { ...patchDay, macro: "dance", until: soon(3_600_000) };
  await expect(client.call("mute", asked)).rejects.toThrow("dance is dangerous");
  await client.call("mute", { ...asked, macro: null });
  const macro = stage.macro("dance");
  await engine.event("macro-start", { macro: "dance" });
  stage.report({ fps: 3 });
  await engine.event("macro-end");
  expect(isAlive(macro.pid)).toBe(false);
});

it("dangerous macros are muted where the configuration says so", async () => {
  const stage = openStage(policies, "mute: { dangerous: true }\n");
  const macro = stage.macro("dance");
  const engine = await stage.watch();
  await engine.event("macro-start");
  const client = await reach(stage);
  await client.call("mute", { ...patchDay, macro: "dance", until: soon(3_600_000) });
  stage.report({ fps: 3 });
  expect(await engine.event("fire")).toHaveProperty("mute");
  await client.call("check", {});
  expect(isAlive(macro.pid)).toBe(true);
});

it("by the command line, a mute reaches the engine of a `run`, and is ended there", async () => {
  const stage = openStage(policies);
  const muted = await stage.run("mute", "heal", "--for", "1h", "--reason", "patch day", "--json");
  expect([muted.code, muted.err]).toEqual([0, expect.stringContaining("no engine watches these policies")]);
  const { id } = JSON.parse(muted.out);
  const ran = stage.start(["run", "--macro", "heal", "--", "sh", "-c", "echo up; sleep 300"]);
  await ran.says("up");
  stage.report({ fps: 3 });
  const decided = () =>
    stage.recorded((store) => store.decisions({ rule: "lost" }).items.map(({ mute }) => mute ?? "acts"));
  await until(() => decided().length > 0, "the muted rule to fire");
  expect([decided(), ran.running]).toEqual([[id], true]);
  expect((await stage.run("mutes")).out).toMatch(/heal: muted for .* more: patch day/);
  expect(await stage.run("unmute", "heal")).toMatchObject({ code: 0, out: `heal: muted no more (${id})\n` });
  // Its engine has no socket that others know: it learns of the end from the record.
  expect(await ran.ended).toBe(75);
  expect(decided()).toEqual(["acts", id]);
});

it("by the command line, the engine that watches says what cannot be muted, and windows are listed", async () => {
  const stage = openStage(policies);
  const engine = await stage.watch();
  const mute = (...args: string[]) => stage.run("mute", ...args, "--reason", "patch day");
  expect(await mute("dance", "--for", "1h")).toMatchObject({
    code: 1,
    err: expect.stringContaining("dance is dangerous"),
  });
  const [from, to] = [soon(3_600_000), soon(7_200_000)];
  expect(await mute("--all", "--from", from, "--to", to)).toMatchObject({ code: 0, err: "" });
  expect(await engine.event("mute")).toMatchObject({ macro: null, rule: null, from, until: to });
  expect((await stage.run("mutes")).out).toMatch(/every macro: muted in .*, for 1h/);
  expect((await stage.run("unmute", "heal")).err).toMatch(/^there is no mute of heal; muted: every macro/);
});
