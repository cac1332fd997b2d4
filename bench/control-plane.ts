/** A `watch` with its control plane before a bench: ten macros, a look a second, readers of its events, callers of its API. */

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connectControl } from "../engine/src/control/connect-control.ts";
import { socketPathsFor } from "../engine/src/control/socket-path.ts";
import { macroPrefix, startIdleMacros } from "./overhead-contestants.ts";
import { type Usage, usageOf } from "./overhead-usage.ts";

export interface Served {
  readonly url: string;
  readonly token: string;
  usage(): { readonly engine: Usage; readonly plane: Usage };
  /** The game's frame rate from the next look on, for every macro, or for one run. */
  report(fps: number, run?: string): Promise<void>;
  end(): Promise<void>;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const token = "a-token-of-the-benchmarks";
const policy = (action: "warn" | "cancel") => `profile idle_macro {
  match process "${macroPrefix}*"
  rule slow: ${action} when fps < 20
}
`;
const configuration = `interval: 1s
api:
  port: 0
  tokens: [{ name: bench, role: operator, token: ${token} }]
`;

/** `action`: what happens to macros of a game that is reported to be slow. */
export async function startServed(action: "warn" | "cancel" = "warn"): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), "control-plane-"));
  const policies = join(folder, "policies");
  mkdirSync(policies);
  mkdirSync(join(folder, "run"), { mode: 0o700 });
  writeFileSync(join(policies, "idle.macropolicy"), policy(action));
  writeFileSync(join(folder, "macro-engine.yaml"), configuration);
  const env = { ...process.env, HOME: folder, XDG_STATE_HOME: folder, XDG_RUNTIME_DIR: join(folder, "run") };
  const macros = startIdleMacros(folder);
  const program = join(root, "engine/bin/macro-engine.js");
  const engine = spawn(process.execPath, [program, "watch", "--json"], {
    cwd: folder,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = await urlOf(socketPathsFor(policies, env), macros.length);
  const plane = Number(readFileSync(`/proc/${engine.pid}/task/${engine.pid}/children`, "utf8").trim().split(" ")[0]);
  return {
    url,
    token,
    usage: () => {
      const [both, own] = [usageOf(engine.pid!), usageOf(plane)];
      return { engine: { ...both, cpuSeconds: both.cpuSeconds - own.cpuSeconds }, plane: own };
    },
    report: async (fps, run = "idle_macro") => {
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      const body = JSON.stringify({ metrics: { fps } });
      const answer = await fetch(`${url}/api/v1/macros/${run}/report`, { method: "POST", headers, body });
      if (!answer.ok) throw new Error(await answer.text());
    },
    end: async () => {
      const ended = new Promise((done) => engine.once("exit", done));
      engine.kill("SIGTERM");
      await ended;
      for (const macro of macros) macro.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Once it serves and has found that many macros. */
async function urlOf(sockets: readonly string[], macros: number): Promise<string> {
  for (;;) {
    await sleep(200);
    const client = await connectControl(sockets[0]!).catch(() => null);
    const status = await client?.call("status", {}).catch(() => null);
    client?.close();
    if (status?.dashboard != null && status.macros.length >= macros) return status.dashboard;
  }
}
