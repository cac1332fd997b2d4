/** Counts what would fire under variants of one profile: all of them in one reading of each recording. */

import type { Program, ProgramProfile } from "@macro-engine/dsl";
import type { NamedRecording } from "../backtest.ts";
import { type JudgeOptions, judge } from "../judge.ts";

export interface Measure {
  readonly runs: number;
  readonly observedMs: number;
  /** By rule. */
  readonly fired: ReadonlyMap<string, number>;
}

/** Variants that share a reading: more of them at once would take more memory. */
const mostAtOnce = 48;

/** One measure a variant, in their order. */
export async function measure(
  program: Program,
  variants: readonly ProgramProfile[],
  recordings: readonly NamedRecording[],
  options: JudgeOptions,
): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (let at = 0; at < variants.length; at += mostAtOnce) {
    measures.push(...(await measureSome(program, variants.slice(at, at + mostAtOnce), recordings, options)));
  }
  return measures;
}

async function measureSome(
  program: Program,
  variants: readonly ProgramProfile[],
  recordings: readonly NamedRecording[],
  options: JudgeOptions,
): Promise<Measure[]> {
  const numbered = variants.map((profile, at) => ({ ...profile, name: `${at}` }));
  const counts = variants.map(() => ({ runs: 0, observedMs: 0, startedMs: 0, fired: new Map<string, number>() }));
  for (const recording of recordings) {
    const subjects = variants.map((profile, at) => ({
      profile: `${at}`,
      macro: recording.macro ?? profile.name,
      restartAfterMs: recording.restarts ? profile.cooldownMs : null,
    }));
    await judge(
      { ...program, profiles: numbered },
      recording,
      subjects,
      {
        started(subject, timeMs) {
          counts[subject]!.runs += 1;
          counts[subject]!.startedMs = timeMs;
        },
        decided(subject, { kind, rule }) {
          const { fired } = counts[subject]!;
          if (kind === "fire") fired.set(rule, (fired.get(rule) ?? 0) + 1);
        },
        ended(subject, timeMs) {
          counts[subject]!.observedMs += timeMs - counts[subject]!.startedMs;
        },
      },
      options,
    );
  }
  return counts;
}
