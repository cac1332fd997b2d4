/** The process beside an engine that has ended before it began: it tells what is on record, and ends. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseConfigIn } from "../config/load.ts";
import { startReceiver } from "../notify/testing/receiver.ts";
import { decisionEntries } from "../store/entries.ts";
import { openStore } from "../store/sqlite-store.ts";
import { bounds, decision, sessionStart, temporaryFolder } from "../store/testing/example.ts";
import type { ControlPlaneInput } from "./input.ts";

test("a decision of an engine that is gone is told once, and the process ends by itself", async () => {
  using folder = temporaryFolder();
  await using hook = await startReceiver();
  const text = `store: { path: store.sqlite }\napi: { enabled: false }\nchannels: { hook: { kind: webhook, url: "${hook.url}/hook" } }\n`;
  const { config, problems } = parseConfigIn(folder.path, { path: "macro-engine.yaml", text });
  expect(problems).toEqual([]);
  const startedWall = Date.now();
  const store = openStore({ ...bounds, path: config.store.path });
  const { policies } = config;
  const start = sessionStart("s1", { startedWall });
  if (start.kind === "session-start") store.write([{ ...start, session: { ...start.session, policies } }]);
  store.write(decisionEntries([decision({ wall: Date.now() })], { session: "s1", dryRun: false }));
  store.close();
  const input: ControlPlaneInput = {
    socket: folder.file("gone.sock"),
    version: "0.1.0",
    session: "s1",
    config,
    configPath: null,
    cwd: folder.path,
    besides: [],
    dryRun: false,
    startedWall,
    audience: { profiles: [{ name: "heal", notify: [{ channel: "hook", actions: ["cancel"] }] }], dimensions: {} },
    lingerMs: 30_000,
    port: null,
  };
  const plane = spawn(process.execPath, [fileURLToPath(new URL("main.ts", import.meta.url))], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  plane.stdin.write(`${JSON.stringify(input)}\n`);
  expect(await once(plane, "exit")).toEqual([0, null]);
  expect(hook.received.map(({ json }) => json.title)).toEqual(["heal_group cancelled"]);
});
