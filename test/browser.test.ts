/** Language and runtime run where there is no Node: bundled for a browser, in a context with nothing but the language itself. */

import { fileURLToPath } from "node:url";
import { createContext, Script } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const page = `
import { analyze, renderDiagnostic } from "./dsl/src/index.ts";
import { createEvaluator } from "./engine/src/runtime/index.ts";

globalThis.check = (text) => {
  const source = { path: "a.macropolicy", text };
  const { program, diagnostics } = analyze({ files: [source] });
  const problems = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, () => source, {}));
  return { program, problems };
};

globalThis.decide = (program) => {
  const evaluator = createEvaluator(program, { intervalMs: 1000 });
  evaluator.start({ id: "1", macro: "heal", profile: "heal", startedAt: 0 });
  const said = [];
  for (let t = 0; t <= 5000; t += 1000) {
    evaluator.sample("cpu.usage", 90, t);
    for (const { kind, rule, time, message } of evaluator.tick(t, t)) said.push({ kind, rule, time, message });
  }
  return said;
};
`;

interface Page {
  check(text: string): { program: unknown; problems: string[] };
  decide(program: unknown): unknown[];
}

async function openPage(): Promise<Page> {
  const bundled = await build({
    stdin: { contents: page, resolveDir: root, loader: "ts" },
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    logLevel: "silent",
  });
  const context = createContext({});
  new Script(bundled.outputFiles[0]!.text).runInContext(context);
  return context as unknown as Page;
}

test("a page can check a policy and run it", async () => {
  const { check, decide } = await openPage();
  const { program, problems } = check(
    'profile heal { rule hot: warn when cpu.usage > 80% for 3s message "CPU {cpu.usage}" }',
  );
  expect(problems).toEqual([]);
  // Through JSON, as a page would fetch it; and to leave the other context's prototypes behind.
  const said = JSON.parse(JSON.stringify(decide(JSON.parse(JSON.stringify(program)))));
  expect(said).toEqual([{ kind: "fire", rule: "hot", time: 3000, message: "CPU 90%" }]);
});

test("a page gets the same messages as the command line", async () => {
  const { check } = await openPage();
  const { program, problems } = check("profile heal { rule hot: warn when cpu.usage > 80 }");
  expect(program).toBeNull();
  expect(problems.join()).toContain("error[missing-unit]");
});
