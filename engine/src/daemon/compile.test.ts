import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import type { Config } from "../config.ts";
import { readAgain } from "./compile.ts";

const executable = process.execPath;
const folder = mkdtempSync(join(tmpdir(), "compile-"));

afterEach(() => {
  process.execPath = executable;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The stand-in for the compiler is a shell script.
it.skipIf(process.platform === "win32").each([
  ["cannot be started", null, /^policies cannot be read: spawn .* ENOENT\n$/],
  ["is killed", "kill -9 $$", /^policies cannot be read: their compiler was ended by SIGKILL\n$/],
])("a compiler that %s is a problem of the policies, and no end of the engine", async (_, script, problems) => {
  process.execPath = join(folder, "node");
  if (script !== null) {
    writeFileSync(process.execPath, `#!/bin/sh\n${script}\n`);
    chmodSync(process.execPath, 0o755);
  }
  // More than a pipe holds, so that it is still being written when its reader has gone.
  const config = { log: "x".repeat(1_000_000) } as unknown as Config;
  const read = await readAgain(config, { cwd: folder, configPath: null, given: { policies: null, intervalMs: null } });
  expect(read).toMatchObject({ program: null, unreadable: true, problems: expect.stringMatching(problems), config });
});
