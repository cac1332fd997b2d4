/** What the printers of an explanation need to know of a stored event. */

import type { Program, Source } from "@macro-engine/dsl";
import type { EventExplanation } from "../../explain/explain-event.ts";
import { zoneClock } from "../../runtime/zone-clock.ts";
import type { ExplainReport } from "./explain-report.ts";

interface Policies {
  readonly program: Program | null;
  readonly sourceOf: (file: string) => Source | undefined;
}

/** `today`: the policies as they are now; null where they cannot be read. */
export function eventReport(event: EventExplanation, today: Policies | null, zone: string): ExplainReport {
  const { decision, replay } = event;
  const wallClock = clockOf(zone);
  const startWallMs = replay?.recording.startWallMs ?? decision.wall;
  return {
    macro: decision.macro,
    profile: decision.profile,
    level: decision.level,
    explanation: replay?.explanation ?? null,
    event,
    clock: clockWithin(wallClock, decision.wall, startWallMs),
    stamp: (timeMs) => new Date(startWallMs + timeMs).toISOString(),
    wallClock,
    program: today?.program ?? null,
    sourceOf: today?.sourceOf ?? (() => undefined),
    endedBefore: null,
  };
}

/** `2026-01-05 20:00:15` in the engine's zone. */
export function clockOf(zone: string): (wall: number) => string {
  const local = zoneClock(zone);
  return (wall) => new Date(local(wall)).toISOString().slice(0, 19).replace("T", " ");
}

/** Times of the replay: with their day only where it is another one than the decision's. */
function clockWithin(wallClock: (wall: number) => string, decidedWall: number, startWallMs: number) {
  const day = wallClock(decidedWall).slice(0, 11);
  return (timeMs: number): string => {
    const text = wallClock(startWallMs + timeMs);
    return text.startsWith(day) ? text.slice(day.length) : text;
  };
}
