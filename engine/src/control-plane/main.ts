/** The control plane: a process beside the engine, which serves its API and its dashboard. It ends when the engine does. */

import { listen } from "../api/listen.ts";
import { configuredTokens } from "../api/security/configured-tokens.ts";
import { createApiServer } from "../api/server.ts";
import { connectEngine } from "./engine-link.ts";
import type { ControlPlaneInput } from "./input.ts";

async function serve(): Promise<void> {
  const { input, ended } = await readInput();
  const engine = await connectEngine(input.socket);
  void Promise.race([ended, engine.closed]).then(() => process.exit(0));
  const { api } = input.config;
  if (!api.enabled)
    return void (await engine.call("serving", { dashboard: null, link: null, problem: null, channels: [] }));
  try {
    const tokens = configuredTokens(api.tokens);
    const server = await createApiServer({ engine, input, tokens });
    const url = await listen(server.app, api);
    await engine.call("serving", { dashboard: url, link: server.linkTo(url), problem: null, channels: [] });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    await engine.call("serving", { dashboard: null, link: null, problem, channels: [] });
  }
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
await serve();
