import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { decisionEntries, type MuteRecord } from "./entries.ts";
import { migrate, migrations } from "./migrations.ts";
import { openStoreReader } from "./sqlite-store.ts";
import { bounds, decision, noon, run, sessionStart, temporaryFolder, temporaryStore } from "./testing/example.ts";

const hourMs = 3_600_000;

function mute(id: string, changes: Partial<MuteRecord> = {}): MuteRecord {
  return {
    id,
    macro: "heal",
    rule: null,
    fromWall: noon,
    untilWall: noon + hourMs,
    reason: "patch day",
    by: "anna",
    endedWall: null,
    ...changes,
  };
}

it("gives back the mutes that have not run out and those to come", () => {
  using store = temporaryStore();
  const later = mute("m2", { macro: null, rule: "lost", fromWall: noon + hourMs, untilWall: noon + 2 * hourMs });
  store.write([
    { kind: "mute", mute: mute("m1") },
    { kind: "mute", mute: later },
    { kind: "mute", mute: mute("m3") },
    { kind: "mute-end", mute: "m3", wall: noon + 1000 },
  ]);
  expect(store.mutes(noon)).toEqual([mute("m1"), later, mute("m3", { endedWall: noon + 1000 })]);
  expect(store.mutes(noon + 1000)).toEqual([mute("m1"), later]);
  expect(store.mutes(noon + hourMs)).toEqual([later]);
  expect(store.mutes(noon + 2 * hourMs)).toEqual([]);
});

it("keeps with a decision the mute by which it had no consequences", () => {
  using store = temporaryStore();
  const [muted, other] = decisionEntries([decision({ mute: "m1" }), decision()], { session: "s1", dryRun: false });
  store.write([muted!, other!]);
  expect(store.decision(muted!.decision.id)).toMatchObject({ mute: "m1" });
  expect(store.decision(other!.decision.id)).not.toHaveProperty("mute");
});

it("keeps what a run is called and the level that it was given", () => {
  using store = temporaryStore();
  store.write([
    sessionStart("s1"),
    { kind: "run-start", session: "s1", run: run("r1", { title: "Heal <b>Macro</b>" }) },
    { kind: "run-level", session: "s1", run: "r1", level: "dangerous" },
  ]);
  expect(store.run("r1")).toMatchObject({ title: "Heal <b>Macro</b>", level: "dangerous" });
});

it("knows of no mutes in a file that an older engine has written", () => {
  using folder = temporaryFolder();
  const path = folder.file("old.sqlite");
  const older = new DatabaseSync(path);
  migrate(older, path, migrations.slice(0, 2));
  older.close();
  const reader = openStoreReader(path);
  expect(reader.mutes(0)).toEqual([]);
  reader.close();
});

it("ends the session that a user named with the engine's, also with one that was killed", () => {
  using store = temporaryStore({ ...bounds });
  const named = (id: string, session: string) =>
    ({ kind: "named-session-start", named: { id, session, name: `raid ${id}`, startedWall: noon } }) as const;
  store.write([
    sessionStart("s1"),
    named("n1", "s1"),
    { kind: "named-session-end", named: "n1", wall: noon + 1 },
    named("n2", "s1"),
    { kind: "session-end", session: "s1", wall: noon + 2, how: "stopped by SIGTERM" },
    sessionStart("s2", { startedWall: noon + 3 }),
    named("n3", "s2"),
    // The same process begins another: the engine before has gone without a word.
    sessionStart("s3", { startedWall: noon + 4 }),
  ]);
  const database = new DatabaseSync(store.path, { readOnly: true });
  const rows = database.prepare("SELECT id, name, session, ended FROM named_sessions ORDER BY id").all();
  database.close();
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { id: "n1", name: "raid n1", session: "s1", ended: noon + 1 },
    { id: "n2", name: "raid n2", session: "s1", ended: noon + 2 },
    { id: "n3", name: "raid n3", session: "s2", ended: noon + 3 },
  ]);
});
