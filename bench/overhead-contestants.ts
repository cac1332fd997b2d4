/** Who is compared in the overhead bench, and how each is started with the same work in front of it. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface Contestant {
  readonly name: string;
  /** Starts it in a folder of its own; a text says why it cannot be. */
  start(folder: string): Promise<Running | string>;
}

export interface Running {
  readonly child: ChildProcess;
  /** What it wrote to its error output, for when it ends too early. */
  readonly errors: () => string;
  /** What it said that shows it did the work, for the reader of the figures. */
  readonly remark?: () => string;
  /** Asked once a second, for programs that only work when asked. */
  readonly poke?: () => Promise<void>;
}

export const bareNode = "bare Node, idle";
export const watch = "macro-engine watch";
export const monit = "monit";

const root = fileURLToPath(new URL("..", import.meta.url));
const macroCount = 10;
export const macroPrefix = "idle-macro-";

export const contestants: readonly Contestant[] = [
  { name: bareNode, start: async () => run(process.execPath, ["-e", "setInterval(() => {}, 1000)"]) },
  { name: "sampling alone", start: startSampling },
  { name: watch, start: (folder) => startWatch(folder, "{ enabled: false }") },
  { name: "with its control plane", start: (folder) => startWatch(folder, "{ port: 0 }") },
  { name: monit, start: startMonit },
  { name: "prometheus-node-exporter", start: startExporter },
];

/** Ten processes that sleep, each with an executable name of its own, as macros that do nothing. */
export function startIdleMacros(folder: string): ChildProcess[] {
  const sleep = spawnSync("sh", ["-c", "command -v sleep"], { encoding: "utf8" }).stdout.trim();
  return Array.from({ length: macroCount }, (_, index) => {
    const program = join(folder, `${macroPrefix}${index}`);
    copyFileSync(sleep, program);
    chmodSync(program, 0o755);
    return spawn(program, ["100000"], { stdio: "ignore" });
  });
}

function run(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  output: "ignore" | "pipe" = "ignore",
): Running {
  const child = spawn(command, args, {
    stdio: ["ignore", output, "pipe"],
    env: { ...process.env, ...environment },
  });
  let errors = "";
  child.on("error", (error) => {
    errors += error.message;
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-2000);
  });
  return { child, errors: () => errors };
}

function installed(command: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;
}

/** Bundled as the engine is: stripping types at run time would cost more than what is measured. */
async function startSampling(folder: string): Promise<Running> {
  const outfile = join(folder, "sampling.mjs");
  await build({
    entryPoints: [join(root, "bench/overhead-sampling.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["systeminformation"],
  });
  return run(process.execPath, [outfile]);
}

/** `api` as in the configuration. The shipped policies, and one profile more that finds the ten macros by their executables. */
async function startWatch(folder: string, api: string): Promise<Running> {
  const policies = join(folder, "policies");
  cpSync(join(root, "policies"), policies, { recursive: true });
  // Limits that nothing passes: a busy machine must not end the macros that are being watched.
  const profile = `profile idle_macro extends standard {
  match process "${macroPrefix}*"
  set max_duration = 1h
  set cpu_usage_max = 100%
  set memory_usage_max = 100%
}
`;
  writeFileSync(join(policies, "idle-macro.macropolicy"), profile);
  writeFileSync(join(folder, "macro-engine.yaml"), `policies: ${JSON.stringify(policies)}\napi: ${api}\n`);
  const args = ["watch", policies, "--config", join(folder, "macro-engine.yaml"), "--interval", "1s", "--json"];
  const program = join(root, "engine/bin/macro-engine.js");
  const running = run(process.execPath, [program, ...args], { XDG_STATE_HOME: folder }, "pipe");
  let events = "";
  running.child.stdout?.on("data", (chunk: Buffer) => {
    events += chunk.toString();
  });
  const count = (event: string) => events.split(`"event":"${event}"`).length - 1;
  const remark = () => `${count("macro-start")} macros found, ${count("fire")} firings, ${count("macro-end")} ended`;
  return { ...running, remark };
}

/** Six rules, a cycle a second: three on the machine, three on one of the macros. */
async function startMonit(folder: string): Promise<Running | string> {
  if (!installed("monit")) return "not installed";
  const config = `set daemon 1
set logfile ${folder}/monit.log
set pidfile ${folder}/monit.pid
set idfile ${folder}/monit.id
set statefile ${folder}/monit.state
check system machine
  if cpu usage > 80% for 5 cycles then alert
  if memory usage > 85% for 5 cycles then alert
  if loadavg (1min) > 8 for 5 cycles then alert
check process macro matching "${macroPrefix}0"
  if cpu > 80% for 5 cycles then alert
  if total memory > 500 MB for 5 cycles then alert
  if children > 20 for 5 cycles then alert
`;
  writeFileSync(join(folder, "monitrc"), config, { mode: 0o600 });
  return run("monit", ["-I", "-c", join(folder, "monitrc")]);
}

/** Scraped once a second, since it measures only when asked. */
async function startExporter(): Promise<Running | string> {
  if (!installed("prometheus-node-exporter")) return "not installed";
  const port = await freePort();
  const running = run("prometheus-node-exporter", [`--web.listen-address=127.0.0.1:${port}`, "--log.level=error"]);
  const poke = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    await answer.arrayBuffer();
  };
  return { ...running, poke };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
