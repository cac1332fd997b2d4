/** Whether one rule does at least what another does: it fires no later, acts no gentler, and clears no sooner. */

import { harshnessOf } from "../program/harshness.ts";
import type { ProgramProfile, ProgramRule } from "../program/program.ts";
import { coveredBy } from "./coverage.ts";
import type { Prover } from "./prover.ts";
import { refuteLasting, refuteRetained, whyOpen } from "./refute.ts";
import { isRetained, type Proof } from "./retention.ts";
import { type ProofRoom, withRules } from "./room.ts";
import { plainest } from "./scenarios.ts";
import { type Divergence, divergence, until } from "./timeline.ts";
import type { Witness } from "./witness.ts";

export type Verdict =
  | { readonly kind: "proved"; readonly assumes: readonly string[] }
  /** At the last row of the witness the one is in force, and the other is not. */
  | { readonly kind: "refuted"; readonly witness: Witness; readonly divergence: Divergence }
  | { readonly kind: "not-analysed"; readonly reason: string };

/** Whether, in every run, `after` is in force with no gentler an action whenever `before` is. */
export function isAtLeast(
  room: ProofRoom,
  profiles: { readonly before: ProgramProfile; readonly after: ProgramProfile },
  before: ProgramRule,
  after: ProgramRule,
): Verdict {
  const proof = provedAtLeast(room.prover, before, after);
  if (proof.kind === "proved") return proof;
  const programs = {
    before: withRules(room.program, profiles.before, [before]),
    after: withRules(room.program, profiles.after, [after]),
  };
  const check = (witness: Witness) =>
    divergence(
      witness,
      room.replay(programs.before, profiles.before.name, witness),
      room.replay(programs.after, profiles.after.name, witness),
      harshnessOf(before),
    );
  const reads = [...before.reads, ...after.reads];
  const answers = harshnessOf(after) >= harshnessOf(before) ? [after] : [];
  const refuted = firstRefuted(refuteLasting(room.prover, before, answers), reads, check);
  if (refuted !== null) return refuted;
  const later = answers.length === 0 ? null : firstRefuted(refuteRetained(room.prover, before, after), reads, check);
  return later ?? { kind: "not-analysed", reason: whyOpen(room.prover, before, answers) };
}

/** The first of some courses of samples, of these metrics if they will do, that a replay confirms; cut where it shows. */
export function firstRefuted(
  witnesses: Iterable<Witness>,
  metrics: readonly string[],
  check: (witness: Witness) => Divergence | null,
): Extract<Verdict, { kind: "refuted" }> | null {
  for (const witness of plainest(witnesses, metrics)) {
    const found = check(witness);
    if (found !== null) return { kind: "refuted", witness: until(witness, found.timeMs), divergence: found };
  }
  return null;
}

/** The same by proof alone: without a replay nothing is refuted. */
export function provedAtLeast(prover: Prover, before: ProgramRule, after: ProgramRule): Proof {
  if (harshnessOf(after) < harshnessOf(before)) return { kind: "open" };
  const fires = coveredBy(prover, before, [after], "in-force");
  if (fires.kind === "open") return fires;
  const stays = isRetained(prover, before, after);
  return stays.kind === "open" ? stays : { kind: "proved", assumes: [...fires.assumes, ...stays.assumes] };
}
