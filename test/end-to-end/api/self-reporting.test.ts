/** Macros that register themselves over HTTP: the clients of the documentation, and those that do not do what they are told. */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { readPage } from "../../docs/page.ts";
import { ask, openEvents, post, served, tokens, urlOf } from "../testing/served.ts";
import { isAlive, openStage, type Program, root, type Stage, stateOf, until } from "../testing/stage.ts";

const blocks = readPage(root, "docs/reporting.md").blocks;
const shown = (file: string) => blocks.find(({ options }) => options.file === file)!.text;

const policy = shown("policies/heal.macropolicy").replace("fps < 20 for 3s", "fps < 20 until fps > 30");

interface Guarded {
  readonly stage: Stage;
  readonly engine: Program;
  readonly url: string;
}

/** By the page's policy; `silence` is how long a macro may say nothing. */
async function guard(silence = "10s", port = 0): Promise<Guarded> {
  const at = served.replace("port: 0", `port: ${port}`);
  const stage = openStage({ "policies/heal.macropolicy": policy.replace("10s", silence) }, at);
  const engine = await stage.watch();
  return { stage, engine, url: await urlOf(stage) };
}

/** One that clients find an engine at that has begun anew. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const present = (program: string) => spawnSync(program, ["--version"]).status === 0;

describe.each([
  ["heal.py", "python3", present("python3")],
  ["heal.sh", "bash", present("bash") && present("curl")],
])("the client of the page, %s", (file, program, isThere) => {
  it.runIf(isThere)("registers, lives, pauses, goes on, outlives the engine and ends as it is told", async () => {
    const { stage, engine, url } = await guard("10s", await freePort());
    stage.write({ [file]: shown(file) });
    const env = { BOT_TOKEN: tokens.macro, MACRO_ENGINE_URL: url };
    const macro = stage.start([stage.path(file)], { file: program, env });
    const { run } = await engine.event("macro-start");
    stage.report({ fps: 10 });
    expect(await engine.event("outcome", { action: "pause" })).toMatchObject({ run, ok: true, how: "acknowledged" });
    await macro.says("pause");
    stage.report({ fps: 60 });
    expect(await engine.event("outcome", { action: "resume" })).toMatchObject({ run, ok: true });
    // It told of itself all the while.
    expect(engine.events().filter(({ event }) => event === "fire")).toHaveLength(1);

    engine.signal("SIGTERM");
    await engine.ended;
    const next = await stage.watch();
    const again = await next.event("macro-start", { macro: "heal" });
    expect([again.run === run, again.origin]).toEqual([false, "registered"]);
    expect((await post(`${url}/api/v1/macros/heal/stop`)).status).toBe(200);
    expect(await macro.ended).toBe(0);
    expect(await next.event("macro-end", { run: again.run })).toMatchObject({ end: { kind: "stopped" } });
    // What has ended is told apart from what is not known any more.
    const orders = (id: string) => ask(`${url}/api/v1/macros/${id}/orders`, { token: tokens.macro });
    expect((await orders(again.run)).body).toEqual({ order: null, ended: true });
    const [lost, report] = [await orders(run), await post(`${url}/api/v1/macros/${run}/report`, {}, tokens.macro)];
    expect([lost.status, lost.body.detail]).toEqual([404, expect.stringContaining("begun anew since; register again")]);
    expect([report.status, report.body.detail]).toEqual([404, expect.stringContaining("register again")]);
  });
});

describe.runIf(process.platform === "linux")("a macro with a process", () => {
  const stubborn = "trap '' TERM; mkfifo idle.$$; exec 3<> idle.$$; while :; do read _ <&3; done";

  it("is killed when it does not acknowledge a cancel", async () => {
    const { stage, engine, url } = await guard("700ms");
    const macro = stage.macro("game", stubborn);
    const startTime = Number(readFileSync(`/proc/${macro.pid}/stat`, "utf8").split(") ")[1]!.split(" ")[19]);
    const body = { macro: "heal", pid: macro.pid, startTime };
    const { status, body: registered } = await post(`${url}/api/v1/macros`, body, tokens.macro);
    expect([status, registered.profile]).toEqual([201, "heal"]);
    const stream = await openEvents(url, { query: `?run=${registered.id}`, token: tokens.macro });
    const waiting = ask(`${url}/api/v1/macros/${registered.id}/orders?wait=1m`, { token: tokens.macro });
    // It never gives a sign of life.
    const { body: told } = await waiting;
    expect(told.order).toMatchObject({ order: "cancel", macro: "heal", graceMs: 2000 });
    expect(isAlive(macro.pid)).toBe(true);
    const { how } = await engine.event("outcome", { action: "cancel" });
    expect(how).toContain("did not acknowledge within 2s; killed");
    await until(() => !isAlive(macro.pid), "its end");
    await until(() => stream.heard.some(({ data }) => data.includes('"macro-end"')), "the end to be told");
    const last = await ask(`${url}/api/v1/macros/${registered.id}/orders?wait=1m`, { token: tokens.macro });
    expect(last.body).toEqual({ order: null, ended: true });
  });

  it("is left alone when it acknowledges, and takes orders by its token alone", async () => {
    const { stage, engine, url } = await guard();
    const macro = stage.macro("game", stubborn);
    const { body } = await post(`${url}/api/v1/macros`, { macro: "heal", pid: macro.pid }, tokens.macro);
    const orders = `${url}/api/v1/macros/${body.id}/orders`;
    const waiting = ask(`${orders}?wait=1m`, { token: tokens.macro });
    await post(`${url}/api/v1/macros/heal/stop`);
    const { order } = (await waiting).body;
    const acknowledge = (token: string) => post(`${orders}/${order.id}/acknowledge`, undefined, token);
    expect((await acknowledge(tokens.viewer)).status).toBe(403);
    expect((await acknowledge(tokens.macro)).body).toEqual({ noted: true });
    expect((await engine.event("macro-end")).end).toEqual({ kind: "stopped" });
    expect(isAlive(macro.pid)).toBe(true);
  });

  it("may not leave its guard while its process goes on, and may not bring the engine's own", async () => {
    const { stage, engine, url } = await guard();
    const macro = stage.macro("game", stubborn);
    const register = (body: object) => post(`${url}/api/v1/macros`, body, tokens.macro);
    const leave = (id: string) => ask(`${url}/api/v1/macros/${id}`, { method: "DELETE", token: tokens.macro });
    const [, { body: without }] = [
      await register({ macro: "heal", pid: macro.pid }),
      await register({ macro: "another" }),
    ];
    const { body: status } = await ask(`${url}/api/v1/status`);
    const guarded = status.macros.find(({ pid }: { pid: number | null }) => pid === macro.pid);
    for (const [pid, words] of [
      [1, "process 1 starts and ends the system"],
      [engine.pid, "is the engine itself"],
      [process.pid, "started the engine"],
      [
        Number(
          /(\d+)$/.exec(
            spawnSync("pgrep", ["-P", String(engine.pid), "-f", "control-plane/main"])
              .stdout.toString()
              .trim(),
          )?.[1],
        ),
        "is a part of the engine",
      ],
    ] as const) {
      const answer = await register({ macro: "heal", pid });
      expect([answer.status, answer.body.detail]).toEqual([409, expect.stringContaining(words)]);
    }
    const refused = await leave(guarded.id);
    expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining("process")]);
    expect((await leave(without.id)).body.macros).toMatchObject([{ macro: "another", ok: true, how: "has ended" }]);
  });

  it.runIf(process.getuid?.() === 0)("of another user than the one who calls is not taken", async () => {
    const { stage, engine, url } = await guard();
    const macro = stage.macro("game", stubborn);
    // Somebody else on this machine, with a macro's token, means a process of ours.
    const script = `fetch("${url}/api/v1/macros", {
      method: "POST",
      headers: { Authorization: "Bearer ${tokens.macro}", "Content-Type": "application/json" },
      body: JSON.stringify({ macro: "heal", pid: ${macro.pid} }),
    }).then(async (answer) => console.log(answer.status, await answer.text()))`;
    const nobody = 65534;
    const child = spawn(process.execPath, ["-e", script], { uid: nobody, gid: nobody, cwd: "/", env: { HOME: "/" } });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [said] = await once(child.stdout.setEncoding("utf8"), "data");
    expect(said).toContain(`403 {`);
    expect(said).toContain(`process ${macro.pid} belongs to another user`);
    expect(engine.events().map(({ event }) => event)).not.toContain("macro-start");
  });
});

it("a macro that was paused stands still, and has nothing to acknowledge", async () => {
  const { stage, engine, url } = await guard();
  const macro = stage.macro("game");
  const { body } = await post(`${url}/api/v1/macros`, { macro: "heal", pid: macro.pid }, tokens.macro);
  stage.report({ fps: 10 });
  await engine.event("outcome", { action: "pause" });
  expect(stateOf(macro.pid)).toBe("T");
  stage.report({ fps: 60 });
  await engine.event("outcome", { action: "resume" });
  const { body: answer } = await ask(`${url}/api/v1/macros/${body.id}/orders`, { token: tokens.macro });
  // Nothing is left to do: what stands still cannot acknowledge.
  expect(answer).toEqual({ order: null, ended: false });
});
