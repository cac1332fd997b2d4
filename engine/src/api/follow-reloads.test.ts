/** The configuration that the API answers by, when it is saved anew. */

import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadConfig } from "../config.ts";
import type { Audience } from "../control/protocol.ts";
import type { EngineEvent } from "../events.ts";
import { temporaryFolder } from "../store/testing/example.ts";
import { followReloads } from "./follow-reloads.ts";

test("is the one that the engine has read again; what it takes up once stays", () => {
  using folder = temporaryFolder();
  const configPath = folder.file("macro-engine.yaml");
  const write = (text: string) => writeFileSync(configPath, `store: { path: one.sqlite }\n${text}`);
  write("");
  const { config } = loadConfig({ cwd: folder.path });
  const listeners: ((event: EngineEvent) => void)[] = [];
  const onEvent = (listener: (event: EngineEvent) => void) => {
    listeners.push(listener);
    return () => {};
  };
  const rest = { socket: "", version: "0.1.0", session: "s", startedWall: 0, lingerMs: 0, dryRun: false };
  const input = followReloads({ onEvent }, { ...rest, audience: {} as Audience, config, configPath, cwd: folder.path });
  const reloaded = (ok: boolean) => {
    const event = { event: "reload", time: "2026-01-05T12:00:00Z", ok, profiles: 1, rules: 1, problems: "" } as const;
    for (const listener of listeners) listener(event);
  };
  write("macros: { heal: { command: [node, heal.js] } }\npolicies: elsewhere\nlog: { folder: saved }\n");
  expect(input.config.macros).toEqual({});
  reloaded(false);
  expect(input.config.macros).toEqual({});
  reloaded(true);
  expect(Object.keys(input.config.macros)).toEqual(["heal"]);
  expect(input.config.log.folder).toBe(folder.file("saved"));
  expect([input.config.policies, input.config.store]).toEqual([config.policies, config.store]);
  // Broken since the engine has read it: the last good one stays.
  write("macros: [\n");
  reloaded(true);
  expect(Object.keys(input.config.macros)).toEqual(["heal"]);
});
