/** VS Code as a server on this machine, with the extension installed, in a home of its own. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, openSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { machineSettings, userSettings } from "./user-settings.ts";

const entry = fileURLToPath(new URL("../node_modules/code-server/out/node/entry.js", import.meta.url));

export interface CodeServer {
  readonly url: string;
  /** `host:port`, as URIs of the remote name it. */
  readonly authority: string;
  readonly logFile: string;
  stop(): Promise<void>;
}

export interface CodeServerOptions {
  /** An empty folder; settings, extensions and logs go there. */
  readonly home: string;
  readonly vsix: string | null;
  /** Whether the editor asks before it trusts a folder; without, every folder is trusted. */
  readonly asksForTrust?: boolean;
}

/** Throws with what was said when it does not answer within a minute. */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const { home, vsix, asksForTrust = false } = options;
  const userData = join(home, "data");
  for (const [scope, settings] of Object.entries({ User: userSettings, Machine: machineSettings })) {
    mkdirSync(join(userData, scope), { recursive: true });
    writeFileSync(join(userData, scope, "settings.json"), JSON.stringify(settings, null, 2));
  }
  writeFileSync(join(home, "config.yaml"), "");
  const env = {
    ...process.env,
    HOME: home,
    ...Object.fromEntries(["CONFIG", "DATA", "STATE", "CACHE"].map((kind) => [`XDG_${kind}_HOME`, join(home, kind)])),
    XDG_RUNTIME_DIR: join(home, "run"),
    // No gallery: nothing is looked up outside of this machine.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
  mkdirSync(env.XDG_RUNTIME_DIR, { mode: 0o700, recursive: true });
  const common = [
    entry,
    ...["--config", join(home, "config.yaml"), "--user-data-dir", userData],
    ...["--extensions-dir", join(home, "extensions")],
  ];
  if (vsix !== null) {
    const installed = spawnSync(process.execPath, [...common, "--install-extension", vsix], { env, encoding: "utf8" });
    if (installed.status !== 0)
      throw new Error(`The extension cannot be installed: ${installed.stdout}${installed.stderr}`);
  }
  const authority = `127.0.0.1:${await freePort()}`;
  const logFile = join(home, "code-server.log");
  const log = openSync(logFile, "w");
  const args = [
    ...common,
    ...["--auth", "none", "--bind-addr", authority, "--disable-telemetry", "--disable-update-check"],
    ...(asksForTrust ? [] : ["--disable-workspace-trust"]),
    ...["--ignore-last-opened", "--reconnection-grace-time", "5", "--vscode-option", "enable-smoke-test-driver"],
  ];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", log, log] });
  const url = `http://${authority}`;
  try {
    await answers(`${url}/healthz`, child);
  } catch (error) {
    await end(child);
    throw new Error(`VS Code does not start; see ${logFile}`, { cause: error });
  }
  return { url, authority, logFile, stop: () => end(child) };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + 60_000;
  while (child.exitCode === null) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    if (Date.now() > until) throw new Error(`${url} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it ended with code ${child.exitCode}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const forced = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(forced);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
