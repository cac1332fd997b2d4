/** The server for a web worker, where there is no Node: in a context with nothing but what a worker has of the language. */

import { createContext, Script } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { serverScript } from "./build.ts";
import { workerClient } from "./testing/worker-client.ts";
import { askAll, files } from "./testing/worker-set.ts";

interface WorkerScope {
  onmessage?: (event: { readonly data: unknown }) => void;
}

/** A context with the channel of a worker; what arrives and leaves is copied, as there. */
function startWorker(code: string, toClient: (message: never) => void) {
  const scope: Record<string, unknown> & WorkerScope = {
    setTimeout,
    clearTimeout,
    TextDecoder,
    TextEncoder,
    performance,
    console,
    addEventListener() {},
    postMessage: (message: unknown) => queueMicrotask(() => toClient(structuredClone(message) as never)),
  };
  scope.self = scope;
  const context: WorkerScope = createContext(scope);
  new Script(code, { filename: "server.js" }).runInContext(context as never);
  return (message: unknown) => context.onmessage?.({ data: structuredClone(message) });
}

test("it answers about files that the editor has", async () => {
  const { outputFiles } = await build({ ...serverScript, write: false });
  const code = outputFiles![0]!.text;
  const client = workerClient((toClient) => startWorker(code, toClient), files);
  const { hover, completions, diagnostics } = await askAll(client);
  expect(hover).toContain("limit = 80%");
  expect(completions).toContain("limit");
  expect(completions).not.toContain("fps");
  expect(diagnostics).toContainEqual(expect.objectContaining({ code: "missing-unit" }));
});
