/** An editor's links to a running engine: over its local socket, and over HTTP by the contract, which a small server here speaks for it. */

import { afterEach, describe, expect, it } from "vitest";
import { connectControl } from "../../engine/src/control/connect-control.ts";
import { socketPathsFor } from "../../engine/src/control/socket-path.ts";
import type { EngineEvent } from "../../engine/src/events.ts";
import { type EngineLink, TokenRefused } from "../../vscode-extension/src/live/engine-link.ts";
import { httpLink } from "../../vscode-extension/src/live/http-link.ts";
import { findSocketLink } from "../../vscode-extension/src/live/socket-link.ts";
import { serveContract } from "./testing/serve-contract.ts";
import { openStage, type Stage, stateOf, until } from "./testing/stage.ts";

const heal = {
  "policies/heal.macropolicy": `profile heal {
  match process "*STAGE/heal.sh"
  rule slow: warn when fps < 20
}
`,
};

const token = "sesame";
const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

async function bySocket(stage: Stage): Promise<EngineLink> {
  const link = await findSocketLink([stage.path("nothing"), stage.path("policies")], stage.env);
  open.push(link!);
  return link!;
}

async function contractOf(stage: Stage): Promise<string> {
  const client = await connectControl(socketPathsFor(stage.path("policies"), stage.env)[0]!);
  const served = await serveContract(client, { token });
  open.push(served);
  return served.url;
}

async function byUrl(stage: Stage): Promise<EngineLink> {
  const link = await httpLink(await contractOf(stage), token);
  open.push(link);
  return link;
}

describe.each([
  ["the local socket", bySocket],
  ["HTTP", byUrl],
] as const)("over %s", (_, connect) => {
  it("an engine is asked, acted through and heard, until it ends", async () => {
    const stage = openStage(heal);
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    const { run } = await engine.event("macro-start");
    const link = await connect(stage);
    const heard: EngineEvent[] = [];
    link.onEvent((event) => heard.push(event));
    expect(await link.status()).toMatchObject({
      pid: engine.pid,
      dashboard: null,
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
  const stage = openStage(heal);
  await stage.watch();
  const url = await contractOf(stage);
  const error = await httpLink(url, "open-says-me").catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TokenRefused);
  expect(String(error)).not.toContain("open-says-me");
  const nobody = await httpLink("http://127.0.0.1:1", "open-says-me").catch(String);
  expect(nobody).toMatch(/^Error: the engine at http:\/\/127\.0\.0\.1:1 cannot be reached/);
  expect(nobody).not.toContain("open-says-me");
});
