/** The question that `explain EVENT` asks: a decision of the engine's record. */

import type { Config } from "../../config.ts";
import { type EvaluatorSettings, explainEvent } from "../../explain/explain-event.ts";
import { findEvent } from "../../explain/find-event.ts";
import { createSamplers, stalenessOf } from "../../metrics/index.ts";
import { zoneClock } from "../../runtime/zone-clock.ts";
import { openStoreReader } from "../../store/sqlite-store.ts";
import type { StoredDecision } from "../../store/store.ts";
import { type CommandIo, exitCodes } from "../io.ts";
import { actionWord } from "../report/explain-report.ts";
import { harmless } from "../screen/visible-text.ts";
import type { ExplainOptions, Found, LoadedToday } from "./explain.ts";

interface Place {
  readonly path: string;
  readonly config: Config;
  /** Null where they cannot be read. */
  readonly today: LoadedToday | null;
}

/** Throws a StoreError where the record cannot be read. */
export function explainStored(options: ExplainOptions, { path, config, today }: Place, io: CommandIo): Found {
  const store = openStoreReader(path);
  try {
    const { event: id, macro } = options;
    const found = findEvent(store, { ...(id === undefined ? {} : { id }), ...(macro === undefined ? {} : { macro }) });
    const wallClock = clockOf(config.zone);
    if (found.kind === "unclear") {
      io.stderr(`${[found.problem, ...found.candidates.map((one) => `  ${eventLine(one, wallClock)}`)].join("\n")}\n`);
      return id === undefined ? exitCodes.findings : exitCodes.wrongUse;
    }
    const { decision } = found;
    const program = today?.program ?? null;
    const event = explainEvent(store, decision, program, settingsOf(config, today));
    const startWallMs = event.replay?.recording.startWallMs ?? decision.wall;
    return {
      macro: decision.macro,
      profile: decision.profile,
      level: decision.level,
      explanation: event.replay?.explanation ?? null,
      event,
      clock: clockWithin(wallClock, decision.wall, startWallMs),
      stamp: (timeMs) => new Date(startWallMs + timeMs).toISOString(),
      wallClock,
      program,
      sourceOf: today?.sourceOf ?? (() => undefined),
      endedBefore: null,
    };
  } finally {
    store.close();
  }
}

/** How long values stayed good, by the sources of today. */
function settingsOf(config: Config, today: LoadedToday | null): EvaluatorSettings {
  const { sources, intervalMs, zone } = config;
  const customMetrics = () => (today?.program?.metrics ?? []).filter(({ custom }) => custom);
  const samplers = createSamplers({ sources, intervalMs, customMetrics });
  return { zone, stalenessMs: { ...stalenessOf(samplers), ...config.stalenessMs } };
}

/** `2026-01-05 20:00:15` in the engine's zone. */
function clockOf(zone: string): (wall: number) => string {
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

function eventLine(decision: StoredDecision, wallClock: (wall: number) => string): string {
  const { id, wall, macro, rule, kind, action, all } = decision;
  const what = kind === "clear" ? `clear of ${rule}` : `${actionWord(action, all)} by ${rule}`;
  return `${id}  ${wallClock(wall)}  ${harmless(macro)}  ${what}`;
}
