/**
 * What the end-to-end tests stand on: a folder with a home, policies and a game of its own, real `macro-engine` processes
 * in it, real macros, and an end for everything that was started there.
 */

import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import type { EngineEvent } from "../../../engine/src/events.ts";
import { openStoreReader } from "../../../engine/src/store/sqlite-store.ts";
import type { StoreReader } from "../../../engine/src/store/store.ts";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const node = join(root, "node_modules", ".bin", "node");
export const bin = join(root, "engine", "bin", "macro-engine.js");

/** Only hangs are longer: the machine may be busy with other things. */
const patienceMs = 45_000;

/** The member of the union whose `event` may be K: one of them stands for "fire" and "clear". */
type EventOf<K extends EngineEvent["event"], E extends EngineEvent = EngineEvent> = E extends {
  readonly event: infer N;
}
  ? K extends N
    ? E
    : never
  : never;

/** A program that was started, and what it said so far. */
export interface Program {
  readonly pid: number;
  readonly process: ChildProcess;
  readonly out: string;
  readonly err: string;
  readonly running: boolean;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  signal(name: NodeJS.Signals): void;
  /** Waits until it has said this, on either stream. */
  says(text: string | RegExp): Promise<void>;
  /** Events that it printed as JSON lines. */
  events(): readonly EngineEvent[];
  /** Waits for the event of a kind that has these fields; of several, the first. */
  event<K extends EngineEvent["event"]>(
    kind: K,
    fields?: { readonly [F in keyof EventOf<K>]?: EventOf<K>[F] },
    after?: number,
  ): Promise<EventOf<K>>;
}

export interface Stage {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  path(name: string): string;
  write(files: Readonly<Record<string, string>>): void;
  /** From now on the game reports these, at first 60 fps; it reports anew ten times a second. */
  report(values: Readonly<Record<string, number | null>>): void;
  /** `macro-engine …` in the folder. */
  start(args: readonly string[], options?: StartOptions): Program;
  /** `macro-engine watch --json …`, once it ticks. */
  watch(...args: string[]): Promise<Program>;
  /** The same to its end. */
  run(...args: string[]): Promise<{ code: number | NodeJS.Signals; out: string; err: string }>;
  /** A macro that nobody supervises, `sh <folder>/<name>.sh`: `match process "*<folder>/<name>.sh"` finds it. */
  macro(name: string, body?: string): ChildProcess & { readonly pid: number };
  /** What a macro has written to a file, once it is a whole line; null before. */
  numberIn(file: string): number | null;
  /** Whole lines of a file so far; null while it is not there. */
  numberOfLines(file: string): number | null;
  /** Reads what the engines here have recorded. */
  recorded<T>(read: (store: StoreReader) => T): T;
}

export interface StartOptions {
  readonly stdin?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Another program than `macro-engine`. */
  readonly file?: string;
  /** Its input stays open; without, and without `stdin`, it has none. */
  readonly keepInput?: boolean;
}

/**
 * Does nothing until it is told to end. Not `exec sleep`: the process would bear another name then; and no child: a shell
 * that stops between vfork and exec waits in the kernel, where it neither stands still by its own state nor hears signals.
 */
export const idling = "mkfifo idle.$$; exec 3<> idle.$$; while :; do read _ <&3; done";

const open: { folder: string; timer: NodeJS.Timeout }[] = [];

afterEach(async () => {
  for (const { folder, timer } of open.splice(0)) {
    clearInterval(timer);
    await endAllOf(folder);
    rmSync(folder, { recursive: true, force: true });
  }
});

const quick = `interval: 100ms
sources:
  - { kind: file, path: game.json, every: 100ms, staleness: 10m }
store: { path: store.sqlite }
`;

/** Most tests need no control plane: a process more for each of theirs. */
const alone = "api: { enabled: false }\n";

/** `STAGE` in a file stands for the folder's path. `configuration` is added to one that looks ten times a second. */
export function openStage(files: Readonly<Record<string, string>>, configuration = ""): Stage {
  const folder = mkdtempSync(join(tmpdir(), "macro-e2e-"));
  let game = '{"fps": 60}';
  const put = () => {
    // As a game would: never half a file in sight.
    writeFileSync(join(folder, "game.new"), game);
    renameSync(join(folder, "game.new"), join(folder, "game.json"));
  };
  open.push({ folder, timer: setInterval(put, 100) });
  mkdirSync(join(folder, "run"), { mode: 0o700 });
  const env = {
    PATH: `${dirname(node)}:${process.env.PATH}`,
    HOME: folder,
    XDG_STATE_HOME: join(folder, "state"),
    XDG_RUNTIME_DIR: join(folder, "run"),
    XDG_CONFIG_HOME: join(folder, "config"),
    LANG: "C.UTF-8",
    TZ: "UTC",
  };
  const stage: Stage = {
    folder,
    env,
    path: (name) => join(folder, name),
    write: (more) => {
      for (const [name, text] of Object.entries(more)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text.replaceAll("STAGE", folder));
      }
    },
    report: (values) => {
      game = JSON.stringify(values);
      put();
    },
    start: (args, options = {}) =>
      startProgram(options.file ?? node, options.file ? args : [bin, ...args], stage, options),
    watch: async (...args) => {
      const engine = stage.start(["watch", "--json", ...args]);
      await engine.event("engine-start");
      return engine;
    },
    run: async (...args) => {
      const program = stage.start(args);
      return { code: await program.ended, out: program.out, err: program.err };
    },
    macro: (name, body = idling) => {
      // Not anew while another of that name may just be reading it.
      if (!existsSync(stage.path(`${name}.sh`))) stage.write({ [`${name}.sh`]: body });
      const child = spawn("sh", [stage.path(`${name}.sh`)], { env, cwd: folder, stdio: "ignore", detached: true });
      return child as ChildProcess & { readonly pid: number };
    },
    numberIn: (file) => {
      try {
        const text = readFileSync(join(folder, file), "utf8");
        return text.endsWith("\n") ? Number(text) : null;
      } catch {
        return null;
      }
    },
    numberOfLines: (file) => {
      const path = join(folder, file);
      return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : null;
    },
    recorded: (read) => {
      const store = openStoreReader(stage.path("store.sqlite"));
      try {
        return read(store);
      } finally {
        store.close();
      }
    },
  };
  const api = /^api:/m.test(configuration) ? "" : alone;
  stage.write({ "macro-engine.yaml": quick + api + configuration, ...files });
  return stage;
}

function startProgram(file: string, args: readonly string[], stage: Stage, options: StartOptions): Program {
  const child = spawn(file, args, {
    cwd: stage.folder,
    env: { ...stage.env, ...options.env },
    stdio: [options.stdin === undefined && !options.keepInput ? "ignore" : "pipe", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout!.setEncoding("utf8").on("data", (text) => {
    out += text;
  });
  child.stderr!.setEncoding("utf8").on("data", (text) => {
    err += text;
  });
  if (!options.keepInput) child.stdin?.end(options.stdin);
  let running = true;
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      running = false;
      const end = () => resolve(signal ?? code ?? -1);
      // A macro that it leaves behind holds its streams open: then there is no "close" to wait for.
      setTimeout(end, 1000);
      child.once("close", end);
    });
  });
  const events = () =>
    out
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as EngineEvent);
  const whole = () => `${args.slice(1).join(" ")}\n--- stdout\n${out}\n--- stderr\n${err}`;
  return {
    pid: child.pid as number,
    process: child,
    get out() {
      return out;
    },
    get err() {
      return err;
    },
    get running() {
      return running;
    },
    ended,
    signal: (name) => void child.kill(name),
    says: (text) =>
      until(
        () => (typeof text === "string" ? (out + err).includes(text) : text.test(out + err)),
        () => `it to say ${text}: ${whole()}`,
      ),
    events,
    event: async (kind, fields = {}, after = 0) => {
      const wanted = Object.entries(fields);
      const find = () =>
        events()
          .slice(after)
          .find(
            (event) =>
              event.event === kind && wanted.every(([field, value]) => event[field as keyof EngineEvent] === value),
          );
      await until(
        () => find() !== undefined,
        () => `${kind} ${JSON.stringify(fields)}: ${whole()}`,
      );
      return find() as never;
    },
  };
}

/** Waits, generously, until something holds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string | (() => string)): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${typeof what === "string" ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** One letter of the kernel: R, S, T (stopped), Z; null when there is no such process. */
export function stateOf(pid: number): string | null {
  return statOf(pid)?.[0] ?? null;
}

/** Nice value of a process; null when there is none. */
export function niceOf(pid: number): number | null {
  const stat = statOf(pid);
  return stat === null ? null : Number(stat[16]);
}

export function isAlive(pid: number): boolean {
  const state = stateOf(pid);
  return state !== null && state !== "Z" && state !== "X";
}

/** Fields of /proc/<pid>/stat from the state on. */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

/** Processes that were started in a stage, by the home they were given: children of macros and guardians too. */
function processesOf(folder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`HOME=${folder}`);
      } catch {
        return false;
      }
    });
}

async function endAllOf(folder: string): Promise<void> {
  await until(
    () => {
      const left = processesOf(folder);
      for (const pid of left) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // It has ended meanwhile.
        }
      }
      return left.length === 0;
    },
    () => `the processes of ${folder} to end: ${processesOf(folder)}`,
  );
}

/** Processes of a stage besides those given. */
export function leftIn(stage: Stage, ...known: readonly (number | undefined)[]): number[] {
  return processesOf(stage.folder).filter((pid) => !known.includes(pid) && isAlive(pid));
}

/** Waits until nobody of a stage is left besides those given: what ends with an engine, as its guardian does, takes a moment. */
export function nobodyLeft(stage: Stage, ...known: readonly (number | undefined)[]): Promise<void> {
  return until(
    () => leftIn(stage, ...known).length === 0,
    () => `all to end: ${leftIn(stage, ...known)}`,
  );
}
