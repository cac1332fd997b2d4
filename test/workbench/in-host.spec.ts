import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, expect, inject } from "vitest";
import { closeBrowser, test } from "./harness/test.ts";
import { artefacts } from "./harness/workbench.ts";

afterAll(closeBrowser);

const extension = fileURLToPath(new URL("../../vscode-extension", import.meta.url));

test("the editor's own API gets answers of every kind", async ({ openWindow }) => {
  const tests = join(artefacts, "in-host.cjs");
  await build({
    entryPoints: [fileURLToPath(new URL("in-host/run.ts", import.meta.url))],
    outfile: tests,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
  });
  const remote = (path: string) => `vscode-remote://${new URL(inject("editorUrl")).host}${path}`;
  const said: string[] = [];
  let exited = (_code: number) => {};
  const code = new Promise<number>((resolve) => {
    exited = resolve;
  });
  const { folder } = await openWindow({
    files: {
      "policies/traced.macropolicy": 'test "a night" {\n  profile heal\n  trace "night.csv"\n  expect no cancel\n}\n',
      "policies/night.csv": "time,fps\n0,60\n1,60\n",
    },
    payload: [
      ["extensionDevelopmentPath", remote(extension)],
      ["extensionTestsPath", remote(tests)],
    ],
    exposed: {
      codeAutomationLog: (type, args) => said.push(`${type}: ${JSON.stringify(args)}`),
      codeAutomationExit: (exit) => exited(Number(exit)),
    },
  });
  // VS Code's own troubles, modules without their native halves, come first.
  expect(await code, said.filter((line) => line.startsWith("error")).at(-1)).toBe(0);
  const answers = JSON.parse(readFileSync(join(folder, "in-host.json"), "utf8"));
  // For whoever wants the figures; how long it takes depends on what else the machine does.
  writeFileSync(join(artefacts, "activation.json"), JSON.stringify(answers, null, 2));
  expect(answers.held).toContain("completion");
});
