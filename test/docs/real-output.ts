/** Everything that the program prints as JSON, from real runs. */

import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAudit } from "../../engine/src/audit/audit.ts";
import { connectControl } from "../../engine/src/control/connect-control.ts";
import { socketPathsFor } from "../../engine/src/control/socket-path.ts";
import type { Session } from "./console.ts";

const policy = `
let idle = 1

profile worker {
  grace 500ms
  notify file on warn, pause, cancel
  rule first: warn when duration > 100ms until duration > 300ms
  rule second: pause when duration > 400ms until duration > 600ms
  rule time_up: cancel when duration > 3s
  rule never: warn when avg(memory.usage, 1h) > 100%
}

test "it is ended" {
  profile worker
  run 5s
  expect cancel by time_up at 4s
}

test "it is not" {
  profile worker
  run 5s
  expect no cancel
}

test "its recording is gone" {
  profile worker
  trace "gone.csv"
  expect cancel
}
`;

const asserted = `
profile calm {
  rule hot: cancel when cpu.usage > 80% for 5s
  rule hotter: cancel when cpu.usage > 90% for 5s
  rule slow: pause when fps < 61
  rule named: warn when macro.level == "safe" and macro.name != "calm"
  rule never: warn when cpu.usage > 100%
}

assert cool { profile calm cancels when cpu.usage > 85% for 10s pauses when latency > 1s }
`;

const program = "macro-engine";
/** Only a hang is longer. */
const patienceMs = 120_000;

/** Does what an operator does over the socket, so that its events come and status has something to tell. */
async function whileOperated<T>(socket: string, look: () => Promise<T>): Promise<T> {
  const client = await connectControl(socket);
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const mute = await client.call("mute", { macro: null, rule: "never", until, reason: "a trial", by: "anna" });
  await client.call("beginSession", { name: "raid" });
  await client.call("level", { id: "worker", level: "dangerous" });
  const { id } = await client.call("register", { macro: "quiet", title: "A quiet one" });
  const paused = client.call("pause", { id });
  const seen = await look();
  await client.call("release", { id });
  await paused;
  await client.call("endSession", {});
  await client.call("unmute", { id: mute.id, by: "anna" });
  client.close();
  return seen;
}

/** By the words of the command. */
export type RealOutput = Readonly<Record<string, readonly object[]>>;

/** Parsed lines of each command's output; `watch --json` has seen every kind of event. */
export async function realOutput({ cwd, ...session }: Session): Promise<RealOutput> {
  // Where this test finds the engine's socket too.
  const env = { ...session.env, XDG_RUNTIME_DIR: join(cwd, "run") };
  mkdirSync(env.XDG_RUNTIME_DIR, { mode: 0o700 });
  mkdirSync(join(cwd, "policies"));
  writeFileSync(join(cwd, "policies/worker.macropolicy"), policy);
  writeFileSync(join(cwd, "wrong.macropolicy"), "profile p { rule r: warn when cpu.usage > 80 }\n");
  writeFileSync(join(cwd, "asserted.macropolicy"), asserted);
  writeFileSync(join(cwd, "changed.macropolicy"), asserted.replace("80%", "90%").replace("slow:", "sluggish:"));
  writeFileSync(join(cwd, "trace.csv"), "time,fps\n0,60\n1,60\n2,60\n");
  writeFileSync(join(cwd, "stats.json"), '{"fps": "fast"}');
  const told = "channels: { file: { kind: command, command: [tee, -a, told.json] } }\n";
  writeFileSync(join(cwd, "macro-engine.yaml"), `sources: [{ kind: file, path: stats.json, every: 100ms }]\n${told}`);
  const act = {
    who: "tablet",
    role: "operator",
    from: "127.0.0.1",
    action: "macro.stop",
    target: "x",
    outcome: "done",
  };
  await createAudit(join(cwd, "audit.jsonl")).append(act);
  const run = async (...args: string[]) => linesOf(await ended(launch(args)));
  const launch = (args: readonly string[]) => spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });

  const watch = launch(["watch", "--json", "--interval", "100ms"]);
  const events = collect(watch);
  await events.has("engine-start");
  const macro = spawn(program, ["run", "--macro", "worker", "--", "sleep", "60"], { cwd, env, stdio: "ignore" });
  await events.has("fire");
  const status = await whileOperated(socketPathsFor(join(cwd, "policies"), env)[0]!, async () => {
    await events.has("order");
    return run("status", "--json");
  });
  await events.has("macro-end");
  appendFileSync(join(cwd, "policies/worker.macropolicy"), "# saved again\n");
  await events.has("reload");
  await events.has("notice");
  watch.kill("SIGINT");
  await Promise.all([
    events.ended,
    new Promise((resolve) => (macro.exitCode === null ? macro.once("exit", resolve) : resolve(0))),
  ]);
  return {
    "watch --json": linesOf(events.text()),
    "status --json": status,
    "mutes --json": [
      ...(await run("mute", "worker", "--for", "1h", "--reason", "a trial", "--json")),
      ...(await run("mutes", "--json")),
      ...(await run("unmute", "--all", "--json")),
    ],
    "replay --json": await run("replay", "--json", "--profile", "worker", "trace.csv"),
    "explain --format json": [
      ...(await run("explain", "--format", "json")),
      ...(await run("explain", "--format", "json", "--profile", "worker", "--trace", "trace.csv", "--rule", "second")),
    ],
    "test --format json": [
      ...(await run("test", "--format", "json", "--coverage")),
      ...(await run("test", "--format", "json", "wrong.macropolicy")),
    ],
    "backtest --format json": [
      ...(await run("backtest", "--format", "json", "trace.csv")),
      ...(await run("backtest", "--format", "json", "--suggest", "0/h", "--rule", "first", "trace.csv")),
      ...(await run("backtest", "--format", "json", "--suggest", "9/h", "--rule", "never", "trace.csv")),
    ],
    "audit list --json": await run("audit", "list", "--json", "audit.jsonl"),
    "report --format json": [
      ...(await run("report", "--format", "json")),
      ...(await run("report", "--format", "json", "--since", "1h")),
    ],
    "lint --format json": [
      ...(await run("lint", "--format", "json", "wrong.macropolicy")),
      ...(await run("lint", "--format", "json", "policies")),
    ],
    "lint --rules --format json": await run("lint", "--rules", "--format", "json"),
    "prove --format json": [
      ...(await run("prove", "--format", "json", "asserted.macropolicy")),
      ...(await run("prove", "--format", "json", "--policies", "policies", "worker never runs with fps < 5")),
    ],
    "diff --format json": [
      ...(await run(
        "diff",
        "--format",
        "json",
        "asserted.macropolicy",
        "changed.macropolicy",
        "--traces",
        "trace.csv",
      )),
      ...(await run("diff", "--format", "json", "policies", "asserted.macropolicy")),
    ],
    "notify test --json": await run("notify", "test", "file", "--json"),
    "notify list --json": (await run("notify", "list", "--json")).flat(),
    notification: linesOf(readFileSync(join(cwd, "told.json"), "utf8")),
    "metrics --json": await run("metrics", "--json"),
  };
}

function linesOf(text: string): object[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function ended(child: ChildProcess): Promise<string> {
  const { text, ended } = collect(child);
  return ended.then(text);
}

function collect(child: ChildProcess) {
  let output = "";
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    text: () => output,
    ended,
    /** Resolves when an event of this kind has been printed; rejects when the program ends without. */
    has: (event: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (output.includes(`{"event":"${event}"`)) resolve();
        };
        const missing = (when: string) => () => reject(new Error(`no event ${event} ${when}:\n${output}`));
        child.stdout!.on("data", look);
        setTimeout(missing("within two minutes"), patienceMs).unref();
        void ended.then(missing("before its end"));
        look();
      }),
  };
}
