/** Hooks and snippets for other people's CI do what they say. */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readPage } from "../docs/page.ts";
import { action, root } from "./runner.ts";
import { hooks } from "./snippets.ts";

const folder = mkdtempSync(join(tmpdir(), "macro-engine-ci-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const page = readPage(root, "docs/ci.md");
const env = {
  PATH: [join(root, "node_modules/.bin"), dirname(process.execPath), process.env.PATH].join(delimiter),
  HOME: folder,
  NO_COLOR: "1",
};

const policy = `profile heal {
  rule time_up: cancel when duration > 1m
}

test "a minute is enough" {
  profile heal
  run 2m
  expect cancel by time_up at 61s
}
`;

function workspace(text: string): string {
  const cwd = mkdtempSync(join(folder, "w "));
  mkdirSync(join(cwd, "policies"));
  writeFileSync(join(cwd, "policies/heal.macropolicy"), text);
  writeFileSync(join(cwd, "macro-engine.yaml"), "policies: [policies]\n");
  return cwd;
}

function manifest(path: string) {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}

describe(".pre-commit-hooks.yaml", () => {
  test("looks at policies and at what else changes the findings", () => {
    const takes = (id: string, path: string) => new RegExp(hooks.find((hook) => hook.id === id)!.files).test(path);
    expect(hooks.map(({ id }) => id)).toEqual(["macro-engine-fmt", "macro-engine-lint", "macro-engine-test"]);
    for (const { id } of hooks) {
      expect(takes(id, "a b/heal.macropolicy"), id).toBe(true);
      expect(takes(id, "heal.macropolicy.orig"), id).toBe(false);
    }
    expect(takes("macro-engine-lint", "macro-engine.yaml")).toBe(true);
    expect(takes("macro-engine-lint", "config/macro_safety/evening.json")).toBe(true);
    expect(takes("macro-engine-fmt", "macro-engine.yaml")).toBe(false);
  });

  test.each(hooks)("$id: its command passes what is fine and fails what is not", ({ entry, pass_filenames }) => {
    const run = (text: string) => {
      const cwd = workspace(text);
      // What a policy should have besides is the business of lint's own tests.
      const lenient = entry.endsWith(" lint") ? ["--fail-on", "error"] : [];
      const files = pass_filenames === false ? lenient : ["policies/heal.macropolicy"];
      const [command = "", ...args] = [...entry.split(" "), ...files];
      const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
      const after = readFileSync(join(cwd, "policies/heal.macropolicy"), "utf8");
      return { passes: status === 0 && after === text, said: stdout + stderr };
    };
    const fine = run(policy);
    expect(fine.passes, fine.said).toBe(true);
    expect(
      run(policy.replace("rule time_up:", "rule   time_up:").replace("61s", "30s").replace("1m", "60%")).passes,
    ).toBe(false);
  });

  test("the clone that pre-commit installs has the command, and what it needs", () => {
    const [whole, engine] = [manifest("package.json"), manifest("engine/package.json")];
    expect(whole.dependencies).toEqual(engine.dependencies);
    const packed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      env: { ...process.env, ...env, npm_config_update_notifier: "false" },
      encoding: "utf8",
    });
    const answer = JSON.parse(packed);
    const [{ files }] = Array.isArray(answer) ? answer : Object.values(answer);
    const paths = files.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([whole.bin["macro-engine"], "engine/dist/main.js", "engine/package.json"]),
    );
    expect(paths.filter((path: string) => /\.(ts|map|tgz)$/.test(path))).toEqual([]);
  });
});

describe("docs/ci.md", () => {
  test("tells of every input and output of the action", () => {
    const inputs = page.tables.find(({ columns }) => columns[0] === "input")!;
    const told = inputs.rows.flatMap(([cell = ""]) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!));
    expect(told.sort()).toEqual(Object.keys(action.inputs).sort());
    for (const output of Object.keys(action.outputs)) expect(page.text).toContain(`\`${output}\``);
  });

  test.each([
    ["fine", policy, 0],
    ["failing", policy.replace("61s", "30s"), 1],
  ])("the GitLab job ends with %s policies as it should, and leaves its reports", (_, text, code) => {
    const { policies: job } = parse(page.blocks.find(({ kind }) => kind === "yaml gitlab")!.text);
    const cwd = workspace(text);
    execFileSync("git", ["init", "--quiet"], { cwd });
    const who = ["-c", "user.name=t", "-c", "user.email=t@t"];
    execFileSync("git", ["add", "."], { cwd });
    execFileSync("git", [...who, "commit", "--quiet", "-m", "a commit"], { cwd });
    // Findings of lint are the business of its own tests.
    const script = job.script.map((line: string) =>
      line.replace("lint policies/ ||", "lint policies/ --fail-on error ||"),
    );
    const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", script.join("\n")], {
      cwd,
      env: { ...env, CI_MERGE_REQUEST_DIFF_BASE_SHA: "HEAD" },
      encoding: "utf8",
    });
    expect(status, stdout + stderr).toBe(code);
    expect(stdout).toContain("no change in behaviour");
    const { codequality, junit } = job.artifacts.reports;
    expect(Array.isArray(JSON.parse(readFileSync(join(cwd, codequality), "utf8")))).toBe(true);
    expect(readFileSync(join(cwd, junit), "utf8")).toContain("<testsuite");
  });
});
