/** `/report` from a real record. */

import { expect, test } from "vitest";
import { ControlError } from "../control/protocol.ts";
import { decisionEntries } from "../store/entries.ts";
import { openStore } from "../store/sqlite-store.ts";
import { bounds, decision, run, sessionStart, temporaryFolder } from "../store/testing/example.ts";
import { reportWords } from "./report-words.ts";

const engine = { call: async () => ({ flushed: true }) as never };

test("of the engine's session, or of a period; from what is on record", async () => {
  using folder = temporaryFolder();
  const storePath = folder.file("store.sqlite");
  const store = openStore({ path: storePath, ...bounds });
  const now = Date.now();
  const hour = 3_600_000;
  for (const [id, startedWall] of [
    ["yesterday", now - 40 * hour],
    ["today", now - hour],
  ] as const) {
    store.write([
      sessionStart(id, { startedWall }),
      { kind: "run-start", session: id, run: run(`run of ${id}`, { startedWall }) },
      ...decisionEntries([decision({ run: `run of ${id}`, wall: startedWall + 1000 })], { session: id, dryRun: false }),
      {
        kind: "run-end",
        session: id,
        run: `run of ${id}`,
        wall: startedWall + 2000,
        end: { kind: "exited", code: 0, signal: null },
      },
    ]);
  }
  const options = { engine, storePath, session: "today", zone: "UTC" };
  const session = await reportWords("session", options);
  expect(session).toMatch(/^Report of session today/);
  expect(session).toContain("1 run of 1 macro");
  expect(session).toContain("heal.cpu_hot cancelled 1");
  expect(await reportWords("7d", options)).toContain("2 runs of 1 macro");
  store.close();
});

test("where there is no record it says so", async () => {
  using folder = temporaryFolder();
  const options = { engine, storePath: folder.file("nothing.sqlite"), session: "today", zone: "UTC" };
  await expect(reportWords("session", options)).rejects.toThrow(ControlError);
  await expect(reportWords("session", options)).rejects.toThrow("there is no record at");
});
