/**
 * The hooks, by pre-commit itself: it installs this clone and builds it, which takes a minute and the registry. Asked for by
 * TEST_PRE_COMMIT=1 (`npm run test:hooks`); pre-commit must be there.
 */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { root } from "./runner.ts";

const folder = mkdtempSync(join(tmpdir(), "macro-engine-hooks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(cwd: string, ...args: string[]): string {
  const who = ["-c", "user.name=t", "-c", "user.email=t@t"];
  return execFileSync("git", [...who, ...args], { cwd, encoding: "utf8", stdio: "pipe" }).trim();
}

/** The tree as it is, committed or not, as a repository of its own. */
function cloneOfTree(): string {
  const clone = join(folder, "clone");
  git(folder, "clone", "--quiet", root, clone);
  const files = git(root, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    .split("\0")
    .filter((name) => name !== "");
  execFileSync("tar", ["-cf", join(folder, "tree.tar"), "--ignore-failed-read", ...files], {
    cwd: root,
    stdio: "pipe",
  });
  execFileSync("tar", ["-xf", join(folder, "tree.tar")], { cwd: clone });
  git(clone, "add", "-A");
  git(clone, "commit", "--quiet", "--allow-empty", "-m", "as it is");
  return clone;
}

test.runIf(process.env.TEST_PRE_COMMIT === "1")(
  "pre-commit installs them, mends what fmt mends, and stops what is wrong",
  () => {
    const clone = cloneOfTree();
    const cwd = join(folder, "work");
    mkdirSync(join(cwd, "policies"), { recursive: true });
    git(cwd, "init", "--quiet");
    const hooks = ["fmt", "lint", "test"].map((name) => `      - id: macro-engine-${name}\n`).join("");
    writeFileSync(
      join(cwd, ".pre-commit-config.yaml"),
      `repos:\n  - repo: ${clone}\n    rev: ${git(clone, "rev-parse", "HEAD")}\n    hooks:\n${hooks}`,
    );
    const file = join(cwd, "policies/heal.macropolicy");
    writeFileSync(file, "profile heal {\n  rule hot:   cancel when cpu.usage > 80\n}\n");
    git(cwd, "add", "-A");
    const { stdout, stderr } = spawnSync("pre-commit", ["run", "--all-files"], {
      cwd,
      env: { ...process.env, PRE_COMMIT_HOME: join(folder, "home"), PRE_COMMIT_COLOR: "never" },
      encoding: "utf8",
    });
    expect(stdout, stderr).toMatch(/macro-engine fmt\.+Failed\n[\s\S]*files were modified by this hook/);
    expect(stdout).toMatch(/macro-engine lint\.+Failed\n[\s\S]*error\[missing-unit\]/);
    expect(stdout).toMatch(/macro-engine test\.+Failed\n/);
    expect(readFileSync(file, "utf8")).toContain("  rule hot: cancel when cpu.usage > 80\n");
  },
  600_000,
);
