/** An editor's links to a running engine: over its local socket, and over HTTP. */

import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { EngineEvent } from "../../engine/src/events.ts";
import { type EngineLink, TokenRefused } from "../../vscode-extension/src/live/engine-link.ts";
import { httpLink } from "../../vscode-extension/src/live/http-link.ts";
import { findSocketLink } from "../../vscode-extension/src/live/socket-link.ts";
import { served, tokens, urlOf } from "./testing/served.ts";
import { openStage, type Stage, stateOf, until } from "./testing/stage.ts";

const heal = {
  "policies/heal.macropolicy": `profile heal {
  match process "*STAGE/heal.sh"
  rule slow: warn when fps < 20
}
`,
};

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

async function bySocket(stage: Stage): Promise<EngineLink> {
  const link = await findSocketLink([stage.path("nothing"), stage.path("policies")], stage.env);
  open.push(link!);
  return link!;
}

async function byUrl(stage: Stage): Promise<EngineLink> {
  const link = await httpLink(await urlOf(stage), tokens.operator);
  open.push(link);
  return link;
}

describe.each([
  ["the local socket", bySocket],
  ["HTTP", byUrl],
] as const)("over %s", (_, connect) => {
  it("an engine is asked, acted through and heard, until it ends", async () => {
    const stage = openStage(heal, served);
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    const { run } = await engine.event("macro-start");
    const link = await connect(stage);
    const heard: EngineEvent[] = [];
    link.onEvent((event) => heard.push(event));
    expect(await link.status()).toMatchObject({
      pid: engine.pid,
      macros: [{ id: run, macro: "heal" }],
    });
    const readings = await link.readings(["heal"]);
    expect(readings!.profiles).toMatchObject([
      { profile: "heal", rules: [{ rule: "slow", comparisons: [{ limit: 20 }] }] },
    ]);
    expect(await link.pause(run)).toMatchObject({ macros: [{ ok: true }] });
    expect(stateOf(macro.pid)).toBe("T");
    expect(await link.resume("heal")).toMatchObject({ macros: [{ ok: true }] });
    await expect(link.pause("no such/macro")).rejects.toThrow("no running macro is called no such/macro");
    stage.report({ fps: 10 });
    await until(
      () => heard.some((event) => event.event === "fire" && event.rule === "slow"),
      () => `the firing: ${JSON.stringify(heard)}`,
    );
    expect(await link.stop(run)).toMatchObject({ stopping: [{ id: run }] });
    await engine.event("macro-end", { run });
    engine.signal("SIGTERM");
    await link.closed;
    await expect(link.status()).rejects.toThrow(/engine/);
  });
});

it("where no engine watches, none is found", async () => {
  const stage = openStage(heal);
  expect(await findSocketLink([stage.path("policies")], stage.env)).toBeNull();
});

it("the socket of an engine that was killed is passed over", async () => {
  const stage = openStage(heal);
  const engine = await stage.watch();
  engine.signal("SIGKILL");
  await engine.ended;
  expect(await findSocketLink([stage.path("policies")], stage.env)).toBeNull();
});

it("a wrong token is refused, and is in no message", async () => {
  const stage = openStage(heal, served);
  await stage.watch();
  const url = await urlOf(stage);
  const error = await httpLink(url, "open-says-me").catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TokenRefused);
  expect(String(error)).not.toContain("open-says-me");
  const nobody = await httpLink("http://127.0.0.1:1", "open-says-me").catch(String);
  expect(nobody).toMatch(/^Error: the engine at http:\/\/127\.0\.0\.1:1 cannot be reached/);
  expect(nobody).not.toContain("open-says-me");
});

it("a viewer's token lets an editor look, and no more", async () => {
  const stage = openStage(heal, served);
  stage.macro("heal");
  const engine = await stage.watch();
  await engine.event("macro-start");
  const link = await httpLink(await urlOf(stage), tokens.viewer);
  open.push(link);
  expect(await link.status()).toMatchObject({ macros: [{ macro: "heal" }] });
  await expect(link.stop("heal")).rejects.toThrow("this needs an operator's token");
});

/** Passes connections on to a server until they are cut, as a network does that fails for a moment. */
async function wire(to: string) {
  let { port } = new URL(to);
  const passing = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), "127.0.0.1");
    for (const socket of [near, far]) {
      passing.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => passing.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  open.push({ close: () => void server.close() });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: (elsewhere: string) => {
      port = new URL(elsewhere).port;
    },
    cut: () => {
      for (const socket of passing) socket.destroy();
    },
  };
}

it("an editor whose connection was cut hears of what happened meanwhile", async () => {
  const stage = openStage(heal, served);
  stage.macro("heal");
  const engine = await stage.watch();
  await engine.event("macro-start");
  const { url, cut } = await wire(await urlOf(stage));
  const link = await httpLink(url, tokens.operator);
  open.push(link);
  const heard: EngineEvent[] = [];
  link.onEvent((event) => heard.push(event));
  for (const [fps, kind] of [
    [10, "fire"],
    [60, "clear"],
    [10, "fire"],
  ] as const) {
    const before = engine.events().length;
    cut();
    stage.report({ fps });
    await engine.event(kind, { rule: "slow" }, before);
  }
  const decisions = () => heard.filter(({ event }) => event === "fire" || event === "clear");
  await until(
    () => decisions().length >= 3,
    () => `all decisions: ${JSON.stringify(heard)}`,
  );
  expect(decisions()).toEqual(engine.events().filter(({ event }) => event === "fire" || event === "clear"));
});

it("where another engine answers after a cut, the link is over: everything is to be asked for anew", async () => {
  const [stage, other] = [openStage(heal, served), openStage(heal, served)];
  await Promise.all([stage.watch(), other.watch()]);
  const { url, cut, lead } = await wire(await urlOf(stage));
  const link = await httpLink(url, tokens.operator);
  lead(await urlOf(other));
  cut();
  await link.closed;
});
