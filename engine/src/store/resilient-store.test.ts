import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { decisionEntries } from "./entries.ts";
import { createResilientStore } from "./resilient-store.ts";
import { openStore, openStoreReader } from "./sqlite-store.ts";
import { bounds, decision, noon, run, sessionStart, temporaryFolder } from "./testing/example.ts";

const context = { session: "s1", dryRun: false };
const cancels = (...messages: string[]) =>
  decisionEntries(
    messages.map((message) => decision({ message })),
    context,
  );

/** A resilient store on `path`, what it reported, and a clock to be set by hand. */
function resilient(path: string, maxQueued?: number) {
  const reports: string[] = [];
  const clock = { ms: 0 };
  const store = createResilientStore({
    path,
    open: () => openStore({ path, ...bounds }),
    report: (level, message) => reports.push(`${level}: ${message}`),
    retryMs: 5000,
    now: () => clock.ms,
    ...(maxQueued === undefined ? {} : { maxQueued }),
  });
  const messages = () =>
    store
      .decisions()
      .items.map(({ message }) => message)
      .sort();
  return { store, reports, clock, messages };
}

it("goes on while another program holds the file, and writes everything when it lets go", () => {
  using folder = temporaryFolder();
  const path = folder.file("store.sqlite");
  const { store, reports, clock, messages } = resilient(path);
  store.write([sessionStart("s1"), ...cancels("a")]);
  const holder = new DatabaseSync(path);
  holder.exec("BEGIN IMMEDIATE");
  store.write(cancels("b"));
  store.write(cancels("c"));
  expect(store.state).toEqual({
    recording: false,
    reason: `${path}: another program holds the file`,
    queued: 2,
    dropped: 0,
  });
  holder.close();

  clock.ms += 4999;
  store.tick(noon);
  expect(store.state.recording).toBe(false);
  clock.ms += 1;
  store.tick(noon);
  expect(messages()).toEqual(["a", "b", "c"]);
  expect(reports).toEqual([
    `warning: not recording: ${path}: another program holds the file`,
    "info: recording again: 2 entries that waited in memory are written, none lost",
  ]);
  store.close();
});

it("finds a decision that waits in memory", () => {
  using folder = temporaryFolder();
  const { store } = resilient(folder.path);
  const [entry] = cancels("waiting");
  store.write([entry!]);
  expect(store.decision(entry!.decision.id)).toMatchObject({ message: "waiting", outcomes: [] });
  store.close();
});

it("starts without its file, and takes it up when it can be made", () => {
  using folder = temporaryFolder();
  const blocker = folder.file("state");
  writeFileSync(blocker, "a file where a folder should be");
  const path = folder.file("state/store.sqlite");
  const { store, reports, clock, messages } = resilient(path);
  store.write(cancels("a"));
  store.sample("cpu.usage", 50, noon);
  store.tick(noon);
  expect(messages()).toEqual([]);
  expect(store.cooldowns(noon).size).toBe(0);

  rmSync(blocker);
  clock.ms += 5000;
  store.write(cancels("b"));
  expect(messages()).toEqual(["a", "b"]);
  expect(reports).toHaveLength(2);
  expect(reports[0]).toContain("not recording: ");
  store.close();
});

it("goes on beside a damaged file, and begins a new one when that is moved away", () => {
  using folder = temporaryFolder();
  const path = folder.file("store.sqlite");
  writeFileSync(path, "no database ".repeat(1000));
  const { store, reports, clock, messages } = resilient(path);
  expect(reports[0]).toContain("the file is no store of macro-engine");
  store.write(cancels("a"));
  rmSync(path);
  clock.ms += 5000;
  store.tick(noon);
  expect(messages()).toEqual(["a"]);
  store.close();
});

it("begins a new file when its own is moved away, with what goes on in it, and loses nothing", () => {
  using folder = temporaryFolder();
  const path = folder.file("store.sqlite");
  const { store, reports, messages } = resilient(path);
  const mute = { macro: null, rule: null, fromWall: noon, reason: "a raid", by: "ann", endedWall: null };
  const context = { session: "s1" };
  store.write([sessionStart("s1")]);
  store.write([
    { kind: "run-start", ...context, run: run("ended") },
    { kind: "run-end", ...context, run: "ended", wall: noon, end: { kind: "exited", code: 0, signal: null } },
    { kind: "run-start", ...context, run: run("running") },
    { kind: "run-level", ...context, run: "running", level: "dangerous" },
    { kind: "cooldown", macro: "heal_group", untilWall: noon + 60_000 },
    { kind: "mute", mute: { id: "m1", untilWall: noon + 60_000, ...mute } },
    { kind: "mute", mute: { id: "m2", untilWall: noon + 60_000, ...mute } },
    { kind: "mute-end", mute: "m2", wall: noon },
    ...cancels("a"),
  ]);
  renameSync(path, folder.file("last-week.sqlite"));
  store.write(cancels("b"));

  expect(messages()).toEqual(["b"]);
  expect(store.session("s1")).toMatchObject({ endedWall: null });
  expect(store.runs().items).toMatchObject([{ id: "running", level: "dangerous", end: null }]);
  expect([...store.cooldowns(noon).keys()]).toEqual(["heal_group"]);
  expect(store.mutes(noon).map(({ id }) => id)).toEqual(["m1"]);
  expect(reports).toEqual([`warning: ${path}: the file was moved or deleted while it was in use; a new one is begun`]);
  store.close();
  const moved = openStoreReader(folder.file("last-week.sqlite"));
  expect(moved.decisions().items.map(({ message }) => message)).toEqual(["a"]);
  moved.close();
});

it("notices at its next look that its file was deleted", () => {
  using folder = temporaryFolder();
  const path = folder.file("state/store.sqlite");
  const { store, reports } = resilient(path);
  store.write([sessionStart("s1")]);
  rmSync(folder.file("state"), { recursive: true });
  store.tick(noon);
  expect(reports).toEqual([expect.stringMatching(/^warning: .* was moved or deleted .*; a new one is begun$/)]);
  expect(existsSync(path)).toBe(true);
  store.close();
});

it("says that nothing is recorded where a file that was moved cannot be begun anew", () => {
  using folder = temporaryFolder();
  const path = folder.file("state/store.sqlite");
  const { store, reports, clock, messages } = resilient(path);
  renameSync(folder.file("state"), folder.file("moved"));
  writeFileSync(folder.file("state"), "in the way");
  store.write(cancels("a"));
  expect(reports).toEqual([expect.stringMatching(/^warning: not recording: /)]);
  rmSync(folder.file("state"));
  clock.ms += 5000;
  store.tick(noon);
  expect(messages()).toEqual(["a"]);
  expect(reports[1]).toBe("info: recording again: 1 entries that waited in memory are written, none lost");
  store.close();
});

it("goes on where nobody can look at its file any more", () => {
  using folder = temporaryFolder();
  const path = folder.file("state/store.sqlite");
  const { store, reports, messages } = resilient(path);
  renameSync(folder.file("state"), folder.file("moved"));
  symlinkSync("state", folder.file("state"));
  expect(() => statSync(path)).toThrow("ELOOP");
  store.write(cancels("a"));
  store.tick(noon);
  expect(messages()).toEqual(["a"]);
  expect(reports).toEqual([]);
  store.close();
});

it("keeps the newest decisions when memory runs out too, and says how many it lost", () => {
  using folder = temporaryFolder();
  const path = folder.file("state/store.sqlite");
  writeFileSync(folder.file("state"), "in the way");
  const { store, reports, clock, messages } = resilient(path, 4);
  store.write([sessionStart("s1")]);
  for (const message of ["a", "b", "c", "d", "e"]) store.write(cancels(message));
  expect(store.state).toMatchObject({ queued: 4, dropped: 2 });
  rmSync(folder.file("state"));
  clock.ms += 5000;
  store.tick(noon);
  expect(messages()).toEqual(["c", "d", "e"]);
  expect(store.session("s1")).not.toBeNull();
  expect(reports[1]).toBe(
    "info: recording again: 4 entries that waited in memory are written, 2 decisions found no room in memory and are lost",
  );
  expect(store.state.dropped).toBe(0);
  store.close();
});

it("is not held up by an entry that does not fit", () => {
  using folder = temporaryFolder();
  const { store, reports, messages } = resilient(folder.file("store.sqlite"));
  const [bad, good] = cancels("bad", "good");
  store.write([{ ...bad!, decision: { ...bad!.decision, macro: null as unknown as string } }, good!]);
  expect(messages()).toEqual(["good"]);
  expect(reports).toEqual([expect.stringContaining("not recorded: a decision entry")]);
  expect(store.state.recording).toBe(true);
  store.close();
});

it("says what it could never record", () => {
  using folder = temporaryFolder();
  writeFileSync(folder.file("state"), "in the way");
  const { store, reports } = resilient(folder.file("state/store.sqlite"));
  store.write(cancels("a"));
  store.close();
  expect(reports.at(-1)).toContain("warning: 1 entries were never recorded: ");
});

/** Runs `work` in a tiny file system of its own; false where mounting one is not allowed. */
function inTinyDisk(mountPoint: string, kib: number): Disposable | null {
  mkdirSync(mountPoint);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kib}k`, "tmpfs", mountPoint], { stdio: "ignore" });
  } catch {
    return null;
  }
  return { [Symbol.dispose]: () => void execFileSync("umount", ["-l", mountPoint]) };
}

it("outlives a full disk, and loses no decision to it", ({ skip }) => {
  using folder = temporaryFolder();
  using disk = inTinyDisk(folder.file("disk"), 1024);
  if (disk === null) return skip("mounting a file system needs privileges");
  const path = folder.file("disk/store.sqlite");
  const { store, reports, clock } = resilient(path);
  const ballast = folder.file("disk/ballast");
  writeFileSync(ballast, Buffer.alloc(600 * 1024));

  let written = 0;
  const writeSome = (count: number) => {
    for (let i = 0; i < count; i++, written++) store.write(cancels(`number ${written}`));
  };
  while (store.state.recording && written < 2000) writeSome(1);
  expect(store.state.reason).toBe(`${path}: the disk is full`);
  writeSome(50);
  for (let second = 0; second < 20; second++) {
    clock.ms += 1000;
    store.sample("cpu.usage", 50, noon + second * 1000);
    store.tick(noon + second * 1000);
  }
  expect(store.state.queued).toBeGreaterThanOrEqual(50);
  expect(reports).toHaveLength(1);

  rmSync(ballast);
  clock.ms += 5000;
  store.tick(noon + 60_000);
  expect(store.state).toEqual({ recording: true, reason: null, queued: 0, dropped: 0 });
  expect(store.decisions({ limit: 1000 }).items).toHaveLength(Math.min(written, 1000));
  let total = 0;
  for (let cursor: string | undefined; ; ) {
    const page = store.decisions({ limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
    total += page.items.length;
    if (page.next === null) break;
    cursor = page.next;
  }
  expect(total).toBe(written);
  expect(statSync(path).size).toBeGreaterThan(0);
  store.close();
});

it("outlives a disk that turns read-only", ({ skip }) => {
  using folder = temporaryFolder();
  using disk = inTinyDisk(folder.file("disk"), 8192);
  if (disk === null) return skip("mounting a file system needs privileges");
  const path = folder.file("disk/store.sqlite");
  const before = resilient(path).store;
  before.write(cancels("before"));
  before.close();

  const remount = (mode: "ro" | "rw") => execFileSync("mount", ["-o", `remount,${mode}`, folder.file("disk")]);
  remount("ro");
  const { store, reports, clock, messages } = resilient(path);
  store.write(cancels("during"));
  expect(reports).toEqual([`warning: not recording: ${path}: the file or its folder cannot be written to`]);
  remount("rw");
  clock.ms += 5000;
  store.tick(noon);
  expect(messages()).toEqual(["before", "during"]);
  store.close();
});
