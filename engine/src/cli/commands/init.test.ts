import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadConfig } from "../../config.ts";
import type { CommandIo } from "../io.ts";
import { initCommand } from "./init.ts";
import { lintCommand } from "./lint.ts";
import { testCommand } from "./test.ts";

/** A folder with a terminal in it. */
function terminal(files: Readonly<Record<string, string>> = {}) {
  const cwd = mkdtempSync(join(tmpdir(), "init-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(cwd, name, ".."), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  const said: string[] = [];
  const io: CommandIo = { cwd, color: false, stdout: (text) => said.push(text), stderr: (text) => said.push(text) };
  return {
    io,
    /** What was said since the last look. */
    said: () => said.splice(0).join(""),
    read: (name: string) => readFileSync(join(cwd, name), "utf8"),
    write: (name: string, text: string) => writeFileSync(join(cwd, name), text),
    files: () => readdirSync(cwd, { recursive: true, encoding: "utf8" }).sort(),
    [Symbol.dispose]: () => rmSync(cwd, { recursive: true, force: true }),
  };
}

it("writes a configuration that is right and a policy that is clean and passes its tests", async () => {
  using at = terminal();
  expect(initCommand({}, at.io)).toBe(0);
  expect(at.said()).toBe(
    `written      macro-engine.yaml
written      policies/first.macropolicy

Next: \`macro-engine test\` runs the policies' tests, \`macro-engine watch\` puts them in force.
`,
  );
  expect(loadConfig({ cwd: at.io.cwd })).toMatchObject({ problems: [], path: join(at.io.cwd, "macro-engine.yaml") });
  const lint = await lintCommand({ paths: [], format: "json" }, at.io);
  expect([lint, JSON.parse(at.said()).diagnostics]).toEqual([0, []]);
  const test = await testCommand({ paths: [] }, at.io);
  expect([test, at.said()]).toEqual([0, expect.stringContaining("a stuttering game pauses the macro")]);
});

it("never writes over what is there", () => {
  using at = terminal({ "macro-engine.yaml": "interval: 2s\n" });
  expect(initCommand({}, at.io)).toBe(0);
  expect(at.said()).toContain("kept         macro-engine.yaml: it is there already\n");
  initCommand({ force: true }, at.io);
  expect(at.said()).toContain("kept         macro-engine.yaml: it was not written by `init`; remove it first\n");
  expect(at.read("macro-engine.yaml")).toBe("interval: 2s\n");
});

it("writes its own anew only when forced, and keeps what was changed in it", () => {
  using at = terminal();
  initCommand({}, at.io);
  const original = at.read("macro-engine.yaml");
  const changed = original.replace("interval: 1s", "interval: 250ms");
  at.write("macro-engine.yaml", changed);
  at.said();

  initCommand({}, at.io);
  expect(at.said()).toContain("kept         macro-engine.yaml: it is there already; --force writes it anew\n");
  expect(at.read("macro-engine.yaml")).toBe(changed);

  initCommand({ force: true }, at.io);
  expect(at.said()).toContain("written anew macro-engine.yaml: what was there is now macro-engine.yaml.old\n");
  expect(at.read("macro-engine.yaml")).toBe(original);
  expect(at.read("macro-engine.yaml.old")).toBe(changed);
  expect(at.files()).not.toContain("policies/first.macropolicy.old");
});

it("adds no policy to those that are there", () => {
  using at = terminal({ "policies/raid/night.macropolicy": "profile default { level safe }\n" });
  initCommand({}, at.io);
  expect(at.said()).toContain(
    "kept         policies/first.macropolicy: not written, there are policies already (policies/raid/night.macropolicy)\n",
  );
  expect(at.files()).not.toContain("policies/first.macropolicy");
});

it("says so when it cannot write", () => {
  using at = terminal({ policies: "a file where the folder should be" });
  expect(initCommand({}, at.io)).toBe(2);
  expect(at.said()).toContain("failed       policies/first.macropolicy: ");
});
