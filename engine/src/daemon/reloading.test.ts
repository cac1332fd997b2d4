/** What is noticed although nobody listened yet. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import type { Daemon } from "../daemon.ts";
import { watchForChanges } from "./reloading.ts";

test("policies that went away while the engine came up are read again at once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reloading-"));
  const config = { policies: [join(folder, "gone")], overrides: { folder: join(folder, "overrides") } };
  await new Promise<void>((reload) => {
    const daemon = { options: { config, configPath: null }, reload } as unknown as Daemon;
    watchForChanges(daemon).stop();
  });
  rmSync(folder, { recursive: true });
});
