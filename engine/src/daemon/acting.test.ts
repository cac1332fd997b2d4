/** Whom decisions end, and when the rules of a macro that has not been ended by its cancel are looked at anew. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LiveRun } from "../macros/registry.ts";
import type { Decision } from "../runtime/types.ts";
import type { Entry } from "../store/entries.ts";
import { type ActingOptions, createActing } from "./acting.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const live = { run: { id: "r", macro: "heal", profile: "heal" } } as LiveRun;
const cancel: Decision = {
  kind: "fire",
  time: 0,
  wall: 0,
  run: "r",
  macro: "heal",
  profile: "heal",
  level: "risky",
  rule: "gone",
  action: "cancel",
  all: false,
  message: "",
  values: {},
  threshold: "",
  since: 0,
  place: { file: "p.macropolicy", line: 1, column: 1 },
};

interface Changes {
  readonly running?: readonly LiveRun[];
  readonly cooldownMs?: number;
  readonly dryRun?: boolean;
  readonly ok?: boolean;
  readonly how?: string;
}

function acting(changes: Changes) {
  const { running = [live], cooldownMs = 0, dryRun = true, ok = true, how = "dry run: would send SIGTERM" } = changes;
  const guardAgain = vi.fn();
  const written: Entry[] = [];
  const parts = {
    performer: { perform: async () => ({ action: "cancel", ok, how, tookMs: 0, processes: 0, left: [] }) },
    registry: { running: () => running, get: () => live, cool: () => {} },
    runs: { guardAgain, isEnding: () => false, expectEnd: () => {}, spare: () => {}, end: () => {} },
    store: { write: (entries: readonly Entry[]) => void written.push(...entries) },
    announcer: { announce: () => {}, notice: () => {} },
    session: "s",
    dryRun,
    graceMs: () => 0,
    cooldownMs: () => cooldownMs,
  } as unknown as ActingOptions;
  return { ...createActing(parts), guardAgain, written };
}

it("once each, however many rules cancel all in one snapshot: by its own decision, or else by the first", async () => {
  const running = ["raid", "heal", "idle", "foreign"].map((id) => ({
    run: { id, macro: id, profile: id === "foreign" ? null : id },
  })) as LiveRun[];
  const { carryOut, written } = acting({ running });
  carryOut(["heal", "raid"].map((run) => ({ ...cancel, run, all: true })));
  await vi.advanceTimersByTimeAsync(0);
  const decisions = written.flatMap((entry) => (entry.kind === "decision" ? [entry.decision] : []));
  const runOf = (id: string | null) => decisions.find((decision) => decision.id === id)?.run;
  const outcomes = written.flatMap((entry) => (entry.kind === "outcome" ? [entry.outcome] : []));
  expect(outcomes.map(({ run, decision }) => [run, runOf(decision)])).toEqual([
    ["heal", "heal"],
    ["idle", "heal"],
    ["raid", "raid"],
  ]);
});

it.each([
  ["in a dry run when the cooldown has passed", { cooldownMs: 300_000 }, 300_000],
  ["in a dry run without cooldown after a minute", {}, 60_000],
  ["when something was left over after half a minute", { dryRun: false, ok: false, how: "1 left" }, 30_000],
  ["when a guard has refused after five minutes", { dryRun: false, ok: false, how: "refused: not yours" }, 300_000],
  ["when a guard would refuse after five minutes", { ok: false, how: "dry run: would be refused: not yours" }, 300_000],
])("%s", async (_, changes, afterMs) => {
  const { carryOut, guardAgain } = acting(changes);
  carryOut([cancel]);
  await vi.advanceTimersByTimeAsync(afterMs - 1);
  expect(guardAgain).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2);
  expect(guardAgain).toHaveBeenCalledExactlyOnceWith(live);
});

it("once, however often it would have been cancelled meanwhile", async () => {
  const { carryOut, guardAgain } = acting({});
  carryOut([cancel]);
  await vi.advanceTimersByTimeAsync(40_000);
  carryOut([cancel]);
  await vi.advanceTimersByTimeAsync(59_999);
  expect(guardAgain).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(guardAgain).toHaveBeenCalledOnce();
});

it("after a cooldown longer than timers wait, not at once", async () => {
  const { carryOut, guardAgain } = acting({ cooldownMs: 40 * 86_400_000 });
  carryOut([cancel]);
  await vi.advanceTimersByTimeAsync(86_400_000);
  expect(guardAgain).not.toHaveBeenCalled();
});

it("not after a stop by hand, which ends no rule", async () => {
  const { stop, guardAgain } = acting({});
  await stop(live);
  await vi.advanceTimersByTimeAsync(86_400_000);
  expect(guardAgain).not.toHaveBeenCalled();
});
