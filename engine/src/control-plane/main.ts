/**
 * The control plane: a process beside the engine, which serves its API and its dashboard and delivers its notifications. It
 * ends when the engine does, or soon after.
 */

import type { Serving } from "../control/protocol.ts";
import { type Notifying, startNotifying } from "../notify/start-notifying.ts";
import { keptReader } from "../store/kept-reader.ts";
import { connectEngine, type EngineLink } from "./engine-link.ts";
import type { ControlPlaneChange, ControlPlaneInput } from "./input.ts";
import { serveApi } from "./serve-api.ts";

async function serve(): Promise<void> {
  const { input, ended, onChange } = await readInput();
  const engine = await engineOf(input);
  const tell = teller(engine);
  const notifying = notify(input, engine, (channels) => tell({ channels }));
  // Without an engine there is nothing to wait for but deliveries.
  void (engine === null ? Promise.resolve() : Promise.race([ended, engine.closed])).then(async () => {
    await hearTheEnd(engine);
    await notifying.stop(input.lingerMs);
    process.exit(0);
  });
  if (engine === null) return;
  const api = serveApi({ engine, input, notifying, tell, onProblem: complain });
  api.follow(input.config);
  onChange(({ config }) => {
    notifying.reconfigure(config.channels);
    api.follow(config);
  });
}

/** Null: an engine that has ended by now, and left something to deliver. */
async function engineOf({ socket, config, lingerMs }: ControlPlaneInput): Promise<EngineLink | null> {
  try {
    return await connectEngine(socket);
  } catch (error) {
    if (config.api.enabled || lingerMs === 0) throw error;
    return null;
  }
}

/** Standard input may end before the last that the engine has announced is read from its socket, and passed on to readers. */
async function hearTheEnd(engine: EngineLink | null): Promise<void> {
  // What is answered comes after what was announced before.
  await engine?.call("ping", {}, { timeoutMs: 500 }).catch(() => {});
  await new Promise((done) => setImmediate(done));
}

/** Tells the engine what has changed of what it says about this process. */
function teller(engine: EngineLink | null): (change: Partial<Serving>) => void {
  let serving: Serving = { dashboard: null, link: null, problem: null, channels: [] };
  return (change) => {
    serving = { ...serving, ...change };
    // An engine that is gone wants to know nothing.
    void engine?.call("serving", serving).catch(() => {});
  };
}

function notify(
  { config, startedWall, audience }: ControlPlaneInput,
  engine: EngineLink | null,
  onState: (channels: Serving["channels"]) => void,
): Notifying {
  const reader = keptReader(config.store.path);
  const store = () => {
    try {
      return reader.open();
    } catch {
      // Before the first decision, or where nothing can be recorded, there is none; what is announced is told all the same.
      return null;
    }
  };
  return startNotifying({ config, startedWall, audience, engine, store, onState, onProblem: complain });
}

const told = new Set<string>();
const mostTold = 100;

/** The engine hears of it, and tells its user: once, however often it happens. */
function complain(problem: string): void {
  if (told.has(problem)) return;
  if (told.size === mostTold) told.clear();
  told.add(problem);
  process.stderr.write(`${problem}\n`);
}

interface ReadInput {
  readonly input: ControlPlaneInput;
  /** Standard input ends: the engine is gone. */
  readonly ended: Promise<void>;
  /** Hears of what came meanwhile, too. */
  onChange(listener: (change: ControlPlaneChange) => void): void;
}

/** Line by line: the first is what the engine hands over, each that follows what has changed. */
async function readInput(): Promise<ReadInput> {
  const first = Promise.withResolvers<string>();
  const ended = Promise.withResolvers<void>();
  const changes: ControlPlaneChange[] = [];
  let listener: ((change: ControlPlaneChange) => void) | null = null;
  let rest = "";
  let isFirst = true;
  const take = (line: string) => {
    if (isFirst) first.resolve(line);
    else changes.push(JSON.parse(line));
    isFirst = false;
  };
  const tell = () => {
    if (listener !== null) for (const change of changes.splice(0)) listener(change);
  };
  process.stdin.setEncoding("utf8");
  process.stdin.on("data", (part: string) => {
    const lines = (rest + part).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
    tell();
  });
  process.stdin.on("end", () => ended.resolve());
  return {
    input: JSON.parse(await first.promise) as ControlPlaneInput,
    ended: ended.promise,
    onChange: (wanted) => {
      listener = wanted;
      tell();
    },
  };
}

// A terminal signals its whole group; it is the engine that says when to end.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
// Whoever read its complaints may be gone before it is.
process.stderr.on("error", () => {});
await serve();
