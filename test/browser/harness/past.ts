/** What a store has on record before an engine starts: many cancellations, over weeks. */

import { decisionEntries, type Entry } from "../../../engine/src/store/entries.ts";
import type { Store } from "../../../engine/src/store/store.ts";
import { decision, run, sessionStart } from "../../../engine/src/store/testing/example.ts";

const hourMs = 3_600_000;

const macros = [
  { macro: "heal_group", profile: "heal", level: "safe" },
  { macro: "craft_potions", profile: "craft", level: "risky" },
  { macro: "dance_bot", profile: "dance", level: "dangerous" },
] as const;

const rules = [
  { rule: "cpu_hot", threshold: "cpu.usage > 85% for 5s", message: "CPU at 95%, limit 85%" },
  { rule: "too_slow", threshold: "fps < 15fps for 3s", message: "only 12fps, at least 15fps" },
  { rule: "time_up", threshold: "macro.duration > 10m", message: "" },
] as const;

/** Half an hour apart, the newest an hour old; each of a run of its own that lived for ten minutes. */
export function recordCancellations(store: Store, count: number): void {
  const newest = Date.now() - hourMs;
  const began = newest - count * (hourMs / 2) - hourMs;
  const entries: Entry[] = [sessionStart("session-past", { startedWall: began })];
  const at = (index: number) => newest - (count - 1 - index) * (hourMs / 2);
  for (let index = 0; index < count; index += 1) {
    const wall = at(index);
    const id = `run-${index}`;
    const who = macros[index % macros.length]!;
    const why = rules[(index >> 1) % rules.length]!;
    const made = decision({ ...who, ...why, run: id, wall, time: 600_000, since: 595_000 });
    const [entry] = decisionEntries([made], { session: "session-past", dryRun: false });
    entries.push(
      { kind: "run-start", session: "session-past", run: run(id, { ...who, startedWall: wall - 600_000 }) },
      entry!,
      {
        kind: "outcome",
        outcome: {
          ...{ id: `outcome-${index}`, decision: entry!.decision.id, run: id, wall: wall + 800 },
          ...{ action: "cancel", ok: true, how: "ended after SIGTERM", tookMs: 800, processes: 1, left: [] },
        },
      },
      {
        ...{ kind: "run-end", session: "session-past", run: id, wall: wall + 800 },
        end: { kind: "cancelled", decision: entry!.decision.id },
      },
    );
  }
  entries.push({ kind: "session-end", session: "session-past", wall: newest + 60_000, how: "stopped" });
  store.write(entries);
}
