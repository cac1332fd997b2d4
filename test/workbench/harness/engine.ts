/** Engines beside the editor, ended with the test that started them. */

import { spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const program = fileURLToPath(new URL("../../../engine/bin/macro-engine.js", import.meta.url));
const started: { end(): Promise<void> }[] = [];

/** What finds an engine: its environment. */
export function engineEnv(folder: string, runtimeFolder: string): NodeJS.ProcessEnv {
  return { ...process.env, XDG_RUNTIME_DIR: runtimeFolder, XDG_STATE_HOME: join(folder, ".state") };
}

/** `macro-engine …` in the folder; only who has the same runtime folder finds it by its socket. One that watches does so by then. */
export async function startEngine(folder: string, runtimeFolder: string, ...args: readonly string[]) {
  const log = join(folder, `.engine-${args[0]}.log`);
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: engineEnv(folder, runtimeFolder),
    stdio: ["ignore", openSync(log, "w"), openSync(log, "a")],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  started.push({ end });
  if (args[0] === "watch") await expect.poll(() => readFileSync(log, "utf8")).toContain("engine-start");
  return { end };
}

export async function endEngines(): Promise<void> {
  for (const each of started.splice(0)) await each.end();
}
