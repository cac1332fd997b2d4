import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/** As it is built: from its source each of its processes would take seconds to begin. */
const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
/** As on a platform that cannot replace a process. */
const withoutExecve = ["--import", "data:text/javascript,process.execve = undefined"];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "become-engine-"));
  writeFileSync(join(folder, "idle.macropolicy"), "profile idle {\n  rule hot: warn when cpu.usage > 99% for 1m\n}\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly pid: number | undefined;
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Runs `watch`, and ends it with SIGTERM when it says its first word. */
function watch(nodeOptions: readonly string[], policies: string): Promise<Ended> {
  const child = spawn(process.execPath, [...nodeOptions, main, "watch", policies, "--json"], {
    cwd: folder,
    env: { ...process.env, XDG_STATE_HOME: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => {
    if (out === "") child.kill("SIGTERM");
    out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ pid: child.pid, code, out, errors })));
}

describe.each([
  ["replacing the process", []],
  ["within the process, where it cannot be replaced", withoutExecve],
] as const)("an engine begun by %s", (_, options) => {
  it("keeps the pid, hears signals and passes on the exit code", async () => {
    const { pid, code, out } = await watch(options, ".");
    const events = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events[0]).toMatchObject({ event: "engine-start", pid, rules: 1 });
    expect(events.at(-1)).toMatchObject({ event: "engine-stop", reason: "stopped by SIGTERM" });
    expect(code).toBe(0);
  });

  it("says what is wrong with its arguments, once", async () => {
    const { code, out, errors } = await watch(options, "nowhere");
    expect(errors.match(/there is no such file or folder/g)).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });
});
