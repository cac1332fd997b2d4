/** Saves what refutes a claim as a recording, for `replay` and as the start of a test. */

import { writeFile } from "node:fs/promises";
import type { CheckedClaim } from "@macro-engine/dsl";
import type { CommandIo } from "../io.ts";
import { witnessCsv } from "../report/witness-report.ts";

/** Writes that of the first refuted claim; true when it could not, which has been said. `named`: the policies, where they were. */
export async function writeCounterexample(
  claims: readonly CheckedClaim[],
  path: string,
  shown: string,
  named: readonly string[],
  io: CommandIo,
): Promise<boolean> {
  const refuted = claims.find(({ verdict }) => verdict.kind === "fails");
  if (refuted?.verdict.kind !== "fails") {
    io.stderr(`${shown}: not written, since no claim is refuted\n`);
    return false;
  }
  const csv = witnessCsv(refuted.verdict.witness);
  if (csv === null) {
    io.stderr(`${shown}: not written, since the counterexample needs samples from before the macro starts\n`);
    return false;
  }
  try {
    await writeFile(path, csv);
  } catch (error) {
    io.stderr(`${shown}: cannot be written: ${(error as Error).message}\n`);
    return true;
  }
  const policies = named.map((path) => ` --policies ${shellWord(path)}`).join("");
  io.stderr(`wrote ${shown}: macro-engine replay --profile ${refuted.profile.name}${policies} ${shellWord(shown)}\n`);
  return false;
}

function shellWord(text: string): string {
  return /^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
