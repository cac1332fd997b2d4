/** Stores and entries for tests: temporary files, decisions that differ where a test says so. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Decision } from "../../runtime/types.ts";
import type { Entry, StoredRunStart } from "../entries.ts";
import { openStore, type StoreOptions } from "../sqlite-store.ts";

const dayMs = 86_400_000;

/** Noon of an ordinary Monday. */
export const noon = Date.UTC(2026, 0, 5, 12);

export const bounds: Pick<StoreOptions, "retention" | "sizeBytes"> = {
  retention: { secondsMs: 2 * dayMs, minutesMs: 30 * dayMs, hoursMs: 400 * dayMs, decisionsMs: 400 * dayMs },
  sizeBytes: 200 * 2 ** 20,
};

/** A folder of its own, removed with what is in it when disposed of. */
export function temporaryFolder(): Disposable & { readonly path: string; file(name: string): string } {
  const path = mkdtempSync(join(tmpdir(), "store-"));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A store in a folder of its own; disposing closes and removes it. */
export function temporaryStore(options: Partial<StoreOptions> = {}) {
  const folder = temporaryFolder();
  const store = openStore({ path: folder.file("store.sqlite"), ...bounds, ...options });
  return Object.assign(store, {
    [Symbol.dispose]: () => {
      store.close();
      folder[Symbol.dispose]();
    },
  });
}

export function decision(changes: Partial<Decision> = {}): Decision {
  return {
    kind: "fire",
    time: 20_000,
    wall: noon,
    run: "run-1",
    macro: "heal_group",
    profile: "heal",
    level: "safe",
    rule: "cpu_hot",
    action: "cancel",
    all: false,
    message: "CPU at 95%, limit 85%",
    values: { "cpu.usage": 95, fps: null },
    threshold: "cpu.usage > 85% for 5s",
    since: 15_000,
    place: { file: "heal.macropolicy", line: 12, column: 3 },
    ...changes,
  };
}

export function run(id: string, changes: Partial<StoredRunStart> = {}): StoredRunStart {
  return {
    id,
    macro: "heal_group",
    profile: "heal",
    level: "safe",
    origin: "child",
    root: { pid: 4242, startTime: 777 },
    command: ["autohotkey", "heal group.ahk"],
    startedWall: noon,
    ...changes,
  };
}

export function sessionStart(
  id: string,
  changes: { readonly pid?: number; readonly startedWall?: number; readonly dryRun?: boolean } = {},
): Entry {
  return {
    kind: "session-start",
    session: {
      id,
      name: null,
      startedWall: noon,
      pid: process.pid,
      version: "0.1.0",
      policies: ["/srv/policies"],
      dryRun: false,
      ...changes,
    },
  };
}
