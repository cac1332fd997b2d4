/** What goes wrong around an engine: readers and terminals that go away, folders that vanish, macros that are guarded twice. */

import { mkdirSync, renameSync, rmSync } from "node:fs";
import { expect, it } from "vitest";
import { ask, served, urlOf } from "./testing/served.ts";
import { bin, idling, isAlive, leftIn, node, openStage, stateOf, until } from "./testing/stage.ts";

const rules = `
  rule slow: pause when fps < 20 until fps > 30
  rule lost: cancel when fps < 5
`;
const heal = { "policies/heal.macropolicy": `profile heal { match process "*STAGE/heal.sh" ${rules} }` };

it("a reader that goes away ends the watch as any other end does", async () => {
  const stage = openStage(heal);
  const macro = stage.macro("heal");
  const engine = await stage.watch();
  await engine.event("macro-start");
  stage.report({ fps: 10 });
  await engine.event("outcome", { action: "pause", ok: true });
  engine.process.stdout?.destroy();
  stage.report({ fps: 3 });
  await until(() => !engine.running, "the engine to end");
  await until(() => stateOf(macro.pid) !== "T", "the macro not to be left paused");
  await until(() => leftIn(stage).length === 0 || isAlive(macro.pid), "the rest to end");
  expect(engine.err).toBe("");
  expect(stage.recorded((store) => store.sessions().items[0]?.how)).toBe("nobody reads its output any more");
});

it("a terminal that goes away ends the watch as any other end does", async () => {
  const stage = openStage(heal);
  const macro = stage.macro("heal");
  const terminal = stage.start(["-qec", `'${node}' '${bin}' watch`, "/dev/null"], {
    file: "/usr/bin/script",
    keepInput: true,
    env: { SHELL: "/bin/sh", TERM: "xterm-256color" },
  });
  await terminal.says("heal");
  stage.report({ fps: 10 });
  await until(() => stateOf(macro.pid) === "T", "the pause");
  terminal.signal("SIGKILL");
  await until(() => stateOf(macro.pid) !== "T", "the macro to go on");
  const how = () => stage.recorded((store) => store.sessions().items[0]?.how);
  await until(
    () => /^stopped by SIGHUP$|^nobody reads/.test(how() ?? ""),
    () => `the record: ${how()}`,
  );
  expect(isAlive(macro.pid)).toBe(true);
});

it("a policy folder that vanishes leaves the last good set in force, and is read again when it is back", async () => {
  const stage = openStage(heal);
  const macro = stage.macro("heal");
  const engine = await stage.watch();
  await engine.event("macro-start");
  renameSync(stage.path("policies"), stage.path("elsewhere"));
  const broken = await engine.event("reload", { ok: false });
  expect(broken.problems).toContain("policies");
  stage.report({ fps: 10 });
  await engine.event("outcome", { action: "pause", ok: true });
  expect(stateOf(macro.pid)).toBe("T");
  const before = engine.events().length;
  renameSync(stage.path("elsewhere"), stage.path("policies"));
  await engine.event("reload", { ok: true, rules: 2 }, before);
  expect(stateOf(macro.pid)).toBe("T");
  stage.report({ fps: 3 });
  await engine.event("macro-end");
});

it("a policy folder that vanishes while the engine comes up is told of, whenever that is", async () => {
  const stage = openStage(heal);
  for (const delayMs of [0, 100, 200, 300, 400, 500, 600]) {
    const engine = stage.start(["watch", "--json"]);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    renameSync(stage.path("policies"), stage.path("elsewhere"));
    const told = () => engine.events().some((event) => event.event === "reload" && !event.ok);
    await until(
      () => !engine.running || told(),
      () => `the engine to say so after ${delayMs} ms: ${engine.out}${engine.err}`,
    );
    if (engine.running) engine.signal("SIGTERM");
    else expect([await engine.ended, engine.err]).toEqual([2, expect.stringContaining("policies")]);
    await engine.ended;
    renameSync(stage.path("elsewhere"), stage.path("policies"));
  }
});

it("a macro that is guarded already is not guarded twice", async () => {
  const stage = openStage(heal);
  const macro = stage.macro("heal");
  const engine = await stage.watch();
  await engine.event("macro-start");
  const attached = await stage.run("attach", "--pid", String(macro.pid), "--macro", "mine");
  expect([attached.code, attached.err]).toEqual([2, `macro-engine: process ${macro.pid} belongs to heal already\n`]);
  expect(isAlive(macro.pid)).toBe(true);
});

it("what a joined command leaves behind stays guarded, and keeps the run alive", async () => {
  const stage = openStage({ "policies/heal.macropolicy": `profile heal { ${rules} }` });
  const engine = await stage.watch();
  const script = `sh -c 'echo $$ > pid; ${idling}' & exit 4`;
  const run = stage.start(["run", "--macro", "heal", "--", "sh", "-c", script]);
  await until(() => stage.numberIn("pid") !== null, "the one left behind");
  stage.report({ fps: 10 });
  await until(() => stateOf(stage.numberIn("pid")!) === "T", "the pause");
  expect(run.running).toBe(true);
  stage.report({ fps: 40 });
  await until(() => stateOf(stage.numberIn("pid")!) !== "T", "the end of the pause");
  process.kill(stage.numberIn("pid")!, "SIGTERM");
  expect(await run.ended).toBe(4);
  const end = await engine.event("macro-end", { macro: "heal" });
  expect(end.end).toEqual({ kind: "exited", code: 4, signal: null });
});

it("an engine of several folders is found by each of them, and refuses a second on either", async () => {
  const stage = openStage({
    "one/heal.macropolicy": `profile heal { ${rules} }`,
    "two/buff.macropolicy": "profile buff { rule r: warn when fps < 1 }",
  });
  const engine = await stage.watch("one", "two", "--session", "raid");
  for (const folder of ["one", "two"]) {
    const status = await stage.run("status", "--json", "--policies", folder);
    expect(JSON.parse(status.out)).toMatchObject({ pid: engine.pid, profiles: 2 });
    const second = await stage.run("watch", folder);
    expect([second.code, second.err]).toEqual([2, expect.stringContaining(`pid ${engine.pid}`)]);
  }
  expect(stage.recorded((store) => store.sessions().items[0]?.name)).toBe("raid");
});

it("a run whose store cannot be written says so, and guards all the same", async () => {
  const stage = openStage({ "policies/heal.macropolicy": `profile heal { ${rules} }` });
  mkdirSync(stage.path("store.sqlite"));
  const script = `echo $$ > pid; ${idling}`;
  const run = stage.start(["run", "--macro", "heal", "--", "sh", "-c", script]);
  await until(() => stage.numberIn("pid") !== null, "the macro");
  stage.report({ fps: 3 });
  expect(await run.ended).toBe(75);
  expect(run.err).toContain("not recording");
});

it("a record that is deleted is begun anew, and told of by all who read it", async () => {
  const stage = openStage(heal, served);
  stage.macro("heal");
  const engine = await stage.watch();
  const { run } = await engine.event("macro-start");
  const url = await urlOf(stage);
  const runs = async () => (await ask(`${url}/api/v1/runs`)).body.items.map(({ id }: { id: string }) => id);
  await until(async () => (await runs()).includes(run), "the run to be on record");
  for (const end of ["", "-wal", "-shm"]) rmSync(stage.path(`store.sqlite${end}`));
  await engine.says("the file was moved or deleted while it was in use; a new one is begun");
  stage.report({ fps: 3 });
  await engine.event("macro-end");
  expect(await runs()).toEqual([run]);
  const { items } = (await ask(`${url}/api/v1/cancellations`)).body;
  expect(items).toMatchObject([{ run, rule: "lost" }]);
  const explained = await stage.run("explain", items[0].id);
  expect(explained.out).toContain("lost");
});

it("takes the macro of another engine's run for a macro, and never the run that bears its name in its arguments", async () => {
  const stage = openStage(heal);
  stage.write({ "heal.sh": `echo $$ > pid; ${idling}`, "other.yaml": "interval: 100ms\n" });
  // Another configuration records elsewhere, other policies make it another engine: this one knows nothing of the run.
  stage.write({ "others/mine.macropolicy": "profile mine { rule late: cancel when duration > 1h }" });
  const { env } = stage;
  const apart = { env: { ...env, XDG_STATE_HOME: stage.path("apart") } };
  const args = ["run", "--config", "other.yaml", "--policies", "others", "--macro", "mine"];
  const run = stage.start([...args, "--", "sh", stage.path("heal.sh")], apart);
  await until(() => stage.numberIn("pid") !== null, "the macro");
  const engine = await stage.watch();
  const found = await engine.event("macro-start");
  expect(found.pid).toBe(stage.numberIn("pid"));
  stage.report({ fps: 3 });
  expect(await run.ended).toBe(143);
  const end = await engine.event("macro-end");
  expect(end.end.kind).toBe("cancelled");
});

it("a disk that takes no socket keeps nobody from guarding", async () => {
  const stage = openStage(heal);
  const macro = stage.macro("heal");
  const engine = stage.start(["watch", "--json"], { env: { XDG_RUNTIME_DIR: stage.path("macro-engine.yaml/run") } });
  const { message } = await engine.event("notice", { level: "warning" });
  expect(message).toMatch(/^other commands cannot reach this engine, it has no socket: ENOTDIR/);
  await engine.event("macro-start");
  const status = stage.start(["status"], { env: { XDG_RUNTIME_DIR: stage.path("macro-engine.yaml/run") } });
  expect(await status.ended).toBe(1);
  expect(status.err).toMatch(/^no engine watches .*\n$/);
  stage.report({ fps: 3 });
  await engine.event("outcome", { action: "cancel", ok: true });
  expect(isAlive(macro.pid)).toBe(false);
  engine.signal("SIGTERM");
  expect(await engine.ended).toBe(0);
});
