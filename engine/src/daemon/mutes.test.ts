import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { EngineEvent } from "../events.ts";
import type { LiveRun } from "../macros/registry.ts";
import { profile, programOf, rule } from "../runtime/testing/build-program.ts";
import type { MutedFiring } from "../runtime/types.ts";
import { temporaryStore } from "../store/testing/example.ts";
import { createAnnouncer } from "./announcer.ts";
import { createMutes } from "./mutes.ts";

const noon = Date.UTC(2026, 0, 5, 12);
const at = (minutes: number) => new Date(noon + minutes * 60_000).toISOString();

beforeEach(() => void vi.useFakeTimers({ now: noon }));
afterEach(() => void vi.useRealTimers());

const hot = rule("hot", { kind: "flag", metric: "power.on_battery" });
const program = programOf([
  { ...profile("heal", [hot]), patterns: [] },
  { ...profile("dance", [hot, rule("lost", { kind: "flag", metric: "power.on_battery" })]), level: "dangerous" },
]);

function mutesOn(
  store: ReturnType<typeof temporaryStore>,
  { dangerous = false, running = [] as { macro: string; level: string }[] } = {},
) {
  const announcer = createAnnouncer();
  const heard: EngineEvent[] = [];
  announcer.listen((event) => heard.push(event));
  const runs = running.map((run) => ({ run })) as unknown as LiveRun[];
  const mutes = createMutes({
    store,
    announcer,
    registry: { running: () => runs.values() },
    program: () => program,
    allowsDangerous: () => dangerous,
    wall: Date.now(),
  });
  return Object.assign(mutes, { heard });
}

const firing = (changes: Partial<MutedFiring> = {}): MutedFiring => ({
  id: "r1",
  macro: "heal",
  level: "risky",
  rule: "hot",
  ...changes,
});
const wanted = { macro: "heal", rule: null, until: at(60), reason: "patch day", by: "anna" };

it("covers a macro by its name, a rule, or everything", () => {
  using store = temporaryStore();
  const mutes = mutesOn(store);
  const { id } = mutes.begin({ ...wanted, macro: "HEAL" });
  expect(mutes.mutedBy(firing(), noon + 1)).toBe(id);
  expect(mutes.mutedBy(firing({ macro: "craft" }), noon + 1)).toBeNull();
  const other = mutes.begin({ ...wanted, macro: null, rule: "lost" });
  expect(mutes.mutedBy(firing({ macro: "craft", rule: "lost" }), noon + 1)).toBe(other.id);
  expect(mutes.mutedBy(firing({ macro: "craft" }), noon + 1)).toBeNull();
});

it("holds from its beginning to its end, and not beyond", () => {
  using store = temporaryStore();
  const mutes = mutesOn(store);
  const { id } = mutes.begin({ ...wanted, from: at(30) });
  const inForce = [29, 30, 59, 60].map((minutes) => mutes.mutedBy(firing(), noon + minutes * 60_000));
  expect(inForce).toEqual([null, id, id, null]);
  mutes.pass(noon + 60 * 60_000);
  expect(mutes.list).toEqual([]);
  expect(mutes.heard).toMatchObject([
    { event: "mute", id, macro: "heal", from: at(30), until: at(60), reason: "patch day", by: "anna" },
    { event: "unmute", id, time: at(60) },
  ]);
});

it("begins now where it was to begin before", () => {
  using store = temporaryStore();
  expect(mutesOn(store).begin({ ...wanted, from: at(-30) }).from).toBe(at(0));
});

it("is there again after a restart, unless it was ended", () => {
  using store = temporaryStore();
  const before = mutesOn(store);
  const [kept, ended] = [before.begin(wanted), before.begin({ ...wanted, rule: "hot" })];
  expect(before.end({ id: ended.id, by: "ben" })).toEqual({ ...ended, endedAt: at(0) });
  expect(before.heard.at(-1)).toMatchObject({ event: "unmute", id: ended.id, by: "ben" });
  const after = mutesOn(store);
  expect(after.list).toEqual([kept]);
  expect(() => after.end({ id: ended.id, by: "ben" })).toThrow(`there is no mute ${ended.id}; it may have ended`);
});

it("never mutes dangerous runs, unless that is configured", () => {
  using store = temporaryStore();
  const mutes = mutesOn(store);
  mutes.begin({ ...wanted, macro: null });
  expect(mutes.mutedBy(firing({ level: "dangerous" }), noon + 1)).toBeNull();
  const words = "dance is dangerous, and rules of dangerous macros are not muted; `mute: { dangerous: true }`";
  const running = [{ macro: "dance", level: "dangerous" }];
  expect(() => mutesOn(store, { running }).begin({ ...wanted, macro: "dance" })).toThrow(words);
  // This run of it was given another level.
  const milder = [...running, { macro: "dance", level: "risky" }];
  expect(mutesOn(store, { running: milder }).begin({ ...wanted, macro: "dance" }).macro).toBe("dance");
  const allowed = mutesOn(store, { dangerous: true, running });
  allowed.begin({ ...wanted, macro: "dance" });
  expect(allowed.mutedBy(firing({ level: "dangerous" }), noon + 1)).not.toBeNull();
});

it("takes in what another engine, or the command line, puts on the same record", () => {
  using store = temporaryStore();
  const [here, there] = [mutesOn(store), mutesOn(store)];
  const { id } = there.begin(wanted);
  expect(here.mutedBy(firing(), noon + 1)).toBeNull();
  here.pass(noon + 2000);
  expect(here.mutedBy(firing(), noon + 2000)).toBe(id);
  there.end({ id, by: "ben" });
  here.pass(noon + 4000);
  expect(here.list).toEqual([]);
  expect(here.heard.map(({ event }) => event)).toEqual(["mute", "unmute"]);
  // What was ended here stays so, whatever the record still says.
  const own = here.begin(wanted);
  here.end({ id: own.id, by: "anna" });
  store.write([
    { kind: "mute", mute: { ...wanted, id: own.id, fromWall: noon, untilWall: noon + 9e5, endedWall: null } },
  ]);
  here.pass(noon + 6000);
  expect(here.list).toEqual([]);
});

it("refuses what would mute nothing", () => {
  using store = temporaryStore();
  const mutes = mutesOn(store);
  expect(() => mutes.begin({ ...wanted, until: at(0) })).toThrow(`a mute ends in the future, and ${at(0)} has passed`);
  expect(() => mutes.begin({ ...wanted, from: at(90) })).toThrow(
    `a mute ends after it begins: ${at(60)} is not after ${at(90)}`,
  );
  expect(() => mutes.begin({ ...wanted, rule: "hat" })).toThrow("no policy has a rule hat; did you mean hot?");
});
