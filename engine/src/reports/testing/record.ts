/** A record in a file of its own for tests of reports, written as engines write it. */

import { DatabaseSync } from "node:sqlite";
import type { ActionName } from "@macro-engine/dsl";
import { onTestFinished } from "vitest";
import type { MacroRun, RunEnd } from "../../macros/types.ts";
import type { Decision } from "../../runtime/types.ts";
import { decisionEntries, outcomeEntry } from "../../store/entries.ts";
import { openRecord, type RecordReader } from "../../store/record-reader.ts";
import { openStore } from "../../store/sqlite-store.ts";
import { bounds, decision, run, sessionStart, temporaryFolder } from "../../store/testing/example.ts";

export const minute = 60_000;
export const hour = 60 * minute;

/** Mon 5 Jan 2026, 12:00 UTC. */
export { noon } from "../../store/testing/example.ts";

export interface Fired extends Partial<Decision> {
  readonly dryRun?: boolean;
  /** What came of it. */
  readonly ok?: boolean;
}

export function openTestRecord() {
  const folder = temporaryFolder();
  const path = folder.file("store.sqlite");
  const store = openStore({ path, ...bounds });
  const readers: { close(): void }[] = [];
  let isOpen = true;
  const close = () => {
    if (isOpen) store.close();
    isOpen = false;
  };
  onTestFinished(() => {
    for (const reader of readers) reader.close();
    close();
    folder[Symbol.dispose]();
  });
  const ended = { code: 0, kind: "exited", signal: null } as const;
  const outcome = (decision: string, of: string, wall: number, action: ActionName = "cancel", ok = true) => {
    const how = ok ? "ended after SIGTERM" : "refused";
    const came = { action, ok, how, tookMs: 5, processes: 1, left: [] };
    store.write([outcomeEntry(came, { decision, run: of, wall })]);
  };
  return {
    path,
    close,
    outcome,
    reader(): RecordReader {
      const reader = openRecord(path);
      readers.push(reader);
      return reader;
    },
    session(id: string, startedWall: number, endedWall: number | null, dryRun = false): void {
      store.write([sessionStart(id, { startedWall, dryRun })]);
      if (endedWall !== null) store.write([{ kind: "session-end", session: id, wall: endedWall, how: "SIGTERM" }]);
    },
    run(
      session: string,
      id: string,
      times: { readonly from: number; readonly to?: number; readonly end?: RunEnd },
      changes: Partial<Omit<MacroRun, "startedAt">> = {},
    ): void {
      store.write([{ kind: "run-start", session, run: run(id, { startedWall: times.from, ...changes }) }]);
      if (times.to !== undefined)
        store.write([{ kind: "run-end", session, run: id, wall: times.to, end: times.end ?? ended }]);
    },
    /** Its decision's id. */
    fired(session: string, wall: number, { dryRun = false, ok, ...changes }: Fired = {}): string {
      const [entry] = decisionEntries([decision({ wall, ...changes })], { session, dryRun });
      const { id, run: of, action } = entry!.decision;
      store.write([entry!]);
      if (ok !== undefined) outcome(id, of, wall, action, ok);
      return id;
    },
    /** A value a second from `from` to `to`. */
    measured(metric: string, from: number, to: number, value: (wall: number) => number, of = ""): void {
      for (let wall = from; wall < to; wall += 1000) {
        store.sample(metric, value(wall), wall, of);
        if (wall % minute === 0) store.tick(wall);
      }
      store.flush();
    },
    /** What the engine's own entries have no word for in this test's time. */
    sql(text: string, ...values: (string | number | null)[]): void {
      const database = new DatabaseSync(path);
      database.prepare(text).run(...values);
      database.close();
    },
  };
}
