import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { migrate, migrations, readableFrom, schemaVersion } from "./migrations.ts";
import { openStore, openStoreReader } from "./sqlite-store.ts";
import { bounds, temporaryFolder } from "./testing/example.ts";

const first = "CREATE TABLE a (x); INSERT INTO a VALUES (1);";

it("brings an older file up to date, keeping what is in it", () => {
  using folder = temporaryFolder();
  using database = new DatabaseSync(folder.file("old.sqlite"));
  migrate(database, "old.sqlite", [first]);
  migrate(database, "old.sqlite", [first, "ALTER TABLE a ADD COLUMN y DEFAULT 7"]);
  expect({ ...database.prepare("SELECT * FROM a").get() }).toEqual({ x: 1, y: 7 });
  expect(schemaVersion(database)).toBe(2);
});

it.each(Array.from({ length: migrations.length - readableFrom }, (_, at) => readableFrom + at))(
  "reads a file of version %s as it is, before an engine brings it up to date",
  (version) => {
    using folder = temporaryFolder();
    const path = folder.file("old.sqlite");
    const older = new DatabaseSync(path);
    migrate(older, path, migrations.slice(0, version));
    older.exec(`INSERT INTO runs (id, session, macro, origin, pid, start_time, command, started)
      VALUES ('r', 's', 'heal', 'child', 1, 1, '[]', 1000)`);
    older.close();
    const known = { id: "r", macro: "heal", startedWall: 1000, age: null };
    const reader = openStoreReader(path);
    expect(reader.run("r")).toMatchObject(known);
    reader.close();
    const store = openStore({ path, ...bounds });
    expect(store.run("r")).toMatchObject(known);
    store.close();
  },
);

it("does a migration whole or not at all", () => {
  using folder = temporaryFolder();
  using database = new DatabaseSync(folder.file("old.sqlite"));
  expect(() => migrate(database, "old.sqlite", [first, "CREATE TABLE b (x); SELECT nonsense;"])).toThrow("nonsense");
  expect(schemaVersion(database)).toBe(0);
  expect(database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n).toBe(0);
});

it("refuses a file of a newer macro-engine, and does not touch it", () => {
  using folder = temporaryFolder();
  const path = folder.file("new.sqlite");
  const newer = new DatabaseSync(path);
  newer.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  newer.close();
  expect(() => openStore({ path, ...bounds })).toThrow(
    `${path}: written by a newer macro-engine (schema ${migrations.length + 1}, this one knows ${migrations.length}); update macro-engine, or name another file in \`store.path\``,
  );
});

it("refuses a file that is something else", async () => {
  using folder = temporaryFolder();
  const path = folder.file("notes.txt");
  const { writeFileSync } = await import("node:fs");
  writeFileSync(path, "These are the notes of somebody, and no database at all. ".repeat(20));
  expect(() => openStore({ path, ...bounds })).toThrow(
    "the file is no store of macro-engine; name another in `store.path`",
  );
});
