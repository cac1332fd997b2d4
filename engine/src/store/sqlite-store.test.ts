import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { decisionEntries, type Entry, outcomeEntry } from "./entries.ts";
import { newId } from "./ids.ts";
import { openStore, openStoreReader } from "./sqlite-store.ts";
import { cooldownStore, pausedStore } from "./store.ts";
import { bounds, decision, noon, run, sessionStart, temporaryFolder, temporaryStore } from "./testing/example.ts";

const context = { session: "s1", dryRun: false };

it("gives a decision back as it was made, with what came of it", () => {
  using store = temporaryStore();
  const [entry] = decisionEntries([decision()], context);
  const { id } = entry!.decision;
  const outcome = {
    action: "cancel",
    ok: true,
    how: "killed after 3s grace",
    tookMs: 3012.5,
    processes: 4,
    left: [],
  } as const;
  store.write([entry!, outcomeEntry(outcome, { decision: id, run: "run-1", wall: noon + 3000 })]);

  const { time: _, since: __, ...made } = decision();
  expect(store.decision(id)).toEqual({
    ...made,
    ...context,
    id,
    sinceWall: noon - 5000,
    outcomes: [{ ...outcome, id: expect.any(String), decision: id, run: "run-1", wall: noon + 3000 }],
  });
  expect(store.decision("01234567-0000-7000-8000-000000000000")).toBeNull();
});

it("pages through decisions, newest first, missing and repeating none", () => {
  using store = temporaryStore();
  const made = Array.from({ length: 25 }, (_, i) => decision({ wall: noon + i * 1000, message: `number ${i}` }));
  store.write(decisionEntries(made, context));

  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = store.decisions({ limit: 10, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.items.map(({ message }) => message));
    // What is added meanwhile is newer than the first page, and does not move the others.
    store.write(decisionEntries([decision({ wall: noon + 60_000, message: "meanwhile" })], context));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(made.map(({ message }) => message).reverse());
});

it("filters decisions by everything that one asks for", () => {
  using store = temporaryStore();
  const made = [
    decision({ message: "a" }),
    decision({ message: "b", macro: "dance", run: "run-2" }),
    decision({ message: "c", profile: "default" }),
    decision({ message: "d", rule: "low_fps", action: "pause" }),
    decision({ message: "e", kind: "clear", rule: "low_fps", action: "pause", wall: noon + 5000 }),
  ];
  store.write([
    ...decisionEntries(made, context),
    ...decisionEntries([decision({ message: "f" })], { session: "s2", dryRun: true }),
  ]);
  const found = (query: Parameters<typeof store.decisions>[0]) =>
    store
      .decisions(query)
      .items.map(({ message }) => message)
      .sort()
      .join("");

  expect(found({})).toBe("abcdef");
  expect(found({ macro: "dance" })).toBe("b");
  expect(found({ run: "run-2" })).toBe("b");
  expect(found({ profile: "default" })).toBe("c");
  expect(found({ rule: "low_fps" })).toBe("de");
  expect(found({ action: "pause", kind: "fire" })).toBe("d");
  expect(found({ session: "s2" })).toBe("f");
  expect(found({ dryRun: false, action: "cancel" })).toBe("abc");
  expect(found({ fromWall: noon + 1, toWall: noon + 5001 })).toBe("e");
  expect(found({ toWall: noon })).toBe("");
});

it("follows a run from its start to its end", () => {
  using store = temporaryStore();
  store.write([sessionStart("s1"), { kind: "run-start", session: "s1", run: run("run-1") }]);
  expect(store.run("run-1")).toEqual({ ...run("run-1"), session: "s1", age: null, endedWall: null, end: null });
  expect(store.runs({ running: true }).items).toHaveLength(1);

  const end = { kind: "cancelled", decision: "some-id" } as const;
  store.write([{ kind: "run-end", session: "s1", run: "run-1", wall: noon + 60_000, end }]);
  expect(store.run("run-1")).toMatchObject({ endedWall: noon + 60_000, end });
  expect(store.runs({ running: true }).items).toEqual([]);
  expect(store.runs({ session: "s1", macro: "heal_group" }).items).toHaveLength(1);
});

it("ends the session of an engine that is gone, and loses its runs", () => {
  using store = temporaryStore();
  const goneForSure = 2 ** 30;
  const crashed: Entry[] = [
    sessionStart("crashed", { pid: goneForSure }),
    { kind: "run-start", session: "crashed", run: run("left") },
    ...decisionEntries([decision({ wall: noon + 9000 })], { session: "crashed", dryRun: false }),
  ];
  store.write(crashed);
  expect(store.session("crashed")).toMatchObject({ endedWall: null, how: null });

  store.write([sessionStart("next", { startedWall: noon + 60_000 })]);
  expect(store.session("crashed")).toMatchObject({ endedWall: noon + 9000, how: "crashed" });
  expect(store.run("left")).toMatchObject({ endedWall: noon + 9000, end: { kind: "lost" } });

  store.write([{ kind: "session-end", session: "next", wall: noon + 90_000, how: "SIGINT" }]);
  expect(store.sessions().items.map(({ id, how }) => [id, how])).toEqual([
    ["next", "SIGINT"],
    ["crashed", "crashed"],
  ]);
});

it("leaves the session of another engine that lives alone", () => {
  using store = temporaryStore();
  store.write([sessionStart("other", { pid: process.ppid }), sessionStart("own")]);
  expect(store.session("other")?.how).toBeNull();
});

it("keeps cooldowns and paused processes for the next engine", () => {
  using folder = temporaryFolder();
  const path = folder.file("store.sqlite");
  const first = openStore({ path, ...bounds });
  cooldownStore(first).save("heal", noon + 60_000);
  cooldownStore(first).save("dance", noon + 1000);
  cooldownStore(first).save("heal", noon + 90_000);
  const held = { pid: 77, startTime: 123.5, run: "run-1", macro: "heal" };
  pausedStore(first).add(held);
  pausedStore(first).add({ ...held, pid: 78 });
  pausedStore(first).remove({ pid: 78, startTime: 123.5 });
  first.close();

  const second = openStore({ path, ...bounds });
  expect(cooldownStore(second).load(noon + 1000)).toEqual(new Map([["heal", noon + 90_000]]));
  expect(pausedStore(second).list()).toEqual([held]);
  second.close();
});

it("writes all entries of a call or none", () => {
  using store = temporaryStore();
  const [good, bad] = decisionEntries([decision(), decision()], context);
  const broken = { ...bad!, decision: { ...bad!.decision, macro: null as unknown as string } };
  expect(() => store.write([good!, broken])).toThrow("an entry does not fit");
  expect(store.decisions().items).toEqual([]);
  store.write([good!]);
  expect(store.decisions().items).toHaveLength(1);
});

it("writing an entry again changes nothing: a write of unknown end may be repeated", () => {
  using store = temporaryStore();
  const entries = [
    sessionStart("s1"),
    { kind: "run-start", session: "s1", run: run("run-1") } as const,
    ...decisionEntries([decision()], context),
  ];
  store.write(entries);
  store.write(entries);
  expect(store.decisions().items).toHaveLength(1);
  expect(store.runs().items).toHaveLength(1);
});

it("lets two engines write to one file, and says so when one holds it too long", () => {
  using folder = temporaryFolder();
  const path = folder.file("store.sqlite");
  const one = openStore({ path, ...bounds });
  const two = openStore({ path, ...bounds });
  one.write(decisionEntries([decision({ message: "of one" })], context));
  two.write(decisionEntries([decision({ message: "of two" })], context));
  for (const engine of [one, two]) {
    engine.sample("cpu.usage", 50, noon);
    engine.tick(noon);
  }
  expect(one.decisions().items).toHaveLength(2);

  const holder = new DatabaseSync(path);
  holder.exec("BEGIN IMMEDIATE");
  expect(() => one.write(decisionEntries([decision()], context))).toThrow(`${path}: another program holds the file`);
  holder.close();
  one.write(decisionEntries([decision()], context));
  expect(two.decisions().items).toHaveLength(3);
  one.close();
  two.close();
});

it("is its owner's alone, and gives reports a reader that cannot write", () => {
  using folder = temporaryFolder();
  const path = folder.file("deep/er/store.sqlite");
  const store = openStore({ path, ...bounds });
  store.write(decisionEntries([decision()], context));
  for (const name of ["store.sqlite", "store.sqlite-wal"]) {
    if (process.platform !== "win32") expect(statSync(folder.file(`deep/er/${name}`)).mode & 0o077).toBe(0);
  }
  const reader = openStoreReader(path);
  expect(reader.decisions().items).toHaveLength(1);
  reader.close();
  store.close();
  expect(() => openStoreReader(folder.file("none.sqlite"))).toThrow("there is no record at");
});

it("makes ids that sort as they were made, whatever the clock does", () => {
  const walls = [noon, noon, noon + 5, noon - 10_000, noon + 5, ...Array.from({ length: 10_000 }, () => noon + 6)];
  const ids = walls.map(newId);
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it("keeps one record of a run that another engine takes over, and the last engine's word on its end", () => {
  using store = temporaryStore();
  const one = run("run-1");
  store.write([sessionStart("s1"), { kind: "run-start", session: "s1", run: one }]);
  store.write([sessionStart("s2"), { kind: "run-start", session: "s2", run: { ...one, profile: "careful" } }]);
  const age = { kind: "run-age", run: "run-1", wall: noon + 500 } as const;
  // What the first knew of its age is by the first's clock.
  store.write([
    { ...age, session: "s2", ageMs: 500.125 },
    { ...age, session: "s1", ageMs: 499 },
  ]);
  expect(store.run("run-1")!.age).toEqual({ wall: noon + 500, ageMs: 500.125 });
  // The first lets go after the second has taken it: it goes on all the same.
  store.write([{ kind: "run-end", session: "s1", run: "run-1", wall: noon + 1000, end: { kind: "left" } }]);
  expect(store.run("run-1")).toMatchObject({ session: "s2", profile: "careful", endedWall: null, end: null });
  const end = { kind: "stopped" } as const;
  store.write([{ kind: "run-end", session: "s2", run: "run-1", wall: noon + 2000, end }]);
  expect(store.runs().items).toMatchObject([{ id: "run-1", endedWall: noon + 2000, end }]);
});

it("knows what engines that are present guard, but for its own and for dry runs", async () => {
  using store = temporaryStore();
  const engines = [1, 2].map(() => spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]));
  const [real, dry] = engines.map(({ pid }) => pid!) as [number, number];
  const start = (id: string, pid: number, dryRun = false): Entry[] => [
    sessionStart(id, { pid, dryRun }),
    { kind: "run-start", session: id, run: run(`run-${id}`, { root: { pid: 1000 + pid, startTime: 5 } }) },
  ];
  store.write([...start("own", process.pid), ...start("real", real), ...start("dry", dry, true)]);
  expect(store.guardedByOthers()).toEqual([{ pid: 1000 + real, startTime: 5 }]);
  for (const engine of engines) {
    engine.kill("SIGKILL");
    await once(engine, "exit");
  }
  expect(store.guardedByOthers()).toEqual([]);
});

it("lets others read the samples around a firing soon after it, and waits otherwise", () => {
  using store = temporaryStore({ flushMs: 30_000 });
  const reader = openStoreReader(store.path);
  const seen = () => reader.samples({ metric: "cpu.usage", fromWall: 0, toWall: noon + 1e9 }).length;
  const snapshot = (second: number, ...decisions: Parameters<typeof decision>[0][]) => {
    const wall = noon + 1000 * second;
    store.sample("cpu.usage", 50, wall);
    const entries = decisions.map((changes) => decision({ wall, ...changes }));
    store.write(decisionEntries(entries, { session: "s", dryRun: false }));
    store.tick(wall);
    return seen();
  };
  expect(snapshot(0)).toBe(1);
  expect(snapshot(1)).toBe(1);
  expect(snapshot(2, { action: "warn" }), "a firing may wait five seconds").toBe(1);
  expect(snapshot(5)).toBe(6 - 2);
  expect(snapshot(6, { action: "warn", kind: "clear" })).toBe(4);
  expect(snapshot(7, { action: "cancel" }), "a cancel may not wait").toBe(6);
  expect(snapshot(8)).toBe(6);
  reader.close();
});
