/** Saves what refutes a claim as a recording, for `replay` and as the start of a test. */

import { writeFile } from "node:fs/promises";
import type { CheckedClaim, ProgramProfile, ProgramSchedule, Witness } from "@macro-engine/dsl";
import type { CommandIo } from "../io.ts";
import { witnessCsv } from "../report/witness-report.ts";
import { whyUnwritable } from "../why-unwritable.ts";

export interface Surroundings {
  /** The policies, where they were named. */
  readonly named: readonly string[];
  /** That of schedules without one. */
  readonly zone: string;
  readonly schedules: readonly ProgramSchedule[];
}

/** Writes that of the first refuted claim; true when it could not, which has been said. */
export async function writeCounterexample(
  claims: readonly CheckedClaim[],
  path: string,
  shown: string,
  { named, zone, schedules }: Surroundings,
  io: CommandIo,
): Promise<boolean> {
  const refuted = claims.find(({ verdict }) => verdict.kind === "fails");
  if (refuted?.verdict.kind !== "fails") {
    io.stderr(`${shown}: not written, since no claim is refuted\n`);
    return false;
  }
  const { witness } = refuted.verdict;
  const csv = witnessCsv(witness);
  const needs =
    csv === null
      ? "samples from before the macro starts"
      : (levelNeeded(witness, refuted.profile) ?? zoneNeeded(zone, schedules));
  if (csv === null || needs !== null) {
    io.stderr(`${shown}: not written, since the counterexample needs ${needs}\n`);
    return false;
  }
  try {
    await writeFile(path, csv);
  } catch (error) {
    io.stderr(`${shown} cannot be written: ${whyUnwritable(error)}\n`);
    return true;
  }
  const policies = named.map((path) => ` --policies ${shellWord(path)}`).join("");
  const macro = witness.macro === undefined ? "" : ` --macro ${shellWord(witness.macro)}`;
  const options = `--profile ${refuted.profile.name}${macro}${policies}`;
  io.stderr(`wrote ${shown}: macro-engine replay ${options} ${shellWord(shown)}\n`);
  return false;
}

/** Replays run a macro at the level of its profile. */
function levelNeeded({ level }: Witness, profile: ProgramProfile): string | null {
  return level === undefined || level === profile.level ? null : `a macro started at level ${level}`;
}

/** Replays take schedules without a zone in UTC. */
function zoneNeeded(zone: string, schedules: readonly ProgramSchedule[]): string | null {
  const local = schedules.find((schedule) => schedule.zone === null);
  return local === undefined || zone === "UTC" ? null : `\`${local.name}\` in ${zone}; give it that zone with \`in\``;
}

function shellWord(text: string): string {
  return /^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
