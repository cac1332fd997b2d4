/**
 * The control plane: a process beside the engine, which serves its API and its dashboard and delivers its notifications. It
 * ends when the engine does, or soon after.
 */

import { auditPathOf } from "../audit/files.ts";
import type { Serving } from "../control/protocol.ts";
import { type Notifying, startNotifying } from "../notify/start-notifying.ts";
import { keptReader } from "../store/kept-reader.ts";
import { connectEngine, type EngineLink } from "./engine-link.ts";
import type { ControlPlaneInput } from "./input.ts";

async function serve(): Promise<void> {
  const { input, ended } = await readInput();
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
  const { api } = input.config;
  if (!api.enabled) return tell({});
  try {
    // Who wants no API need not pay for one.
    const [{ createApiServer }, { createAudit }, { listen }, { configuredTokens }] = await Promise.all([
      import("../api/server.ts"),
      import("../audit/audit.ts"),
      import("../api/listen.ts"),
      import("../api/security/configured-tokens.ts"),
    ]);
    const tokens = configuredTokens(api.tokens);
    const audit = createAudit(auditPathOf(input.config.store.path));
    const server = await createApiServer({
      ...{ engine, input, notifying, tokens, audit },
      onProblem: complain,
      onLinkUsed: () => tell({ link: null }),
    });
    const url = await listen(server, api);
    tell({ dashboard: url, link: server.linkTo(url) });
  } catch (error) {
    tell({ problem: error instanceof Error ? error.message : String(error) });
  }
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
  { config, configPath, cwd, startedWall, audience }: ControlPlaneInput,
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
  const notifying = startNotifying({ config, startedWall, audience, engine, store, onState, onProblem: complain });
  engine?.onEvent(async (event) => {
    if (event.event !== "reload" || !event.ok || configPath === null) return;
    // It brings the whole language with it, for the sake of names.
    const { loadConfig } = await import("../config/load.ts");
    const { config: next, problems } = loadConfig({ cwd, path: configPath });
    if (problems.every(({ severity }) => severity !== "error")) notifying.reconfigure(next.channels);
  });
  return notifying;
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

/** The first line of standard input, and when that ends: the engine is gone then. */
async function readInput(): Promise<{ readonly input: ControlPlaneInput; readonly ended: Promise<void> }> {
  process.stdin.setEncoding("utf8");
  const first = Promise.withResolvers<string>();
  const ended = Promise.withResolvers<void>();
  let text = "";
  process.stdin.on("data", (part: string) => {
    text += part;
    const end = text.indexOf("\n");
    if (end >= 0) first.resolve(text.slice(0, end));
  });
  process.stdin.on("end", () => ended.resolve());
  return { input: JSON.parse(await first.promise) as ControlPlaneInput, ended: ended.promise };
}

// A terminal signals its whole group; it is the engine that says when to end.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
// Whoever read its complaints may be gone before it is.
process.stderr.on("error", () => {});
await serve();
