/** Whether what a policy set asserts of its profiles holds: every state that an assertion names is answered in time. */

import { harshnessOf } from "../program/harshness.ts";
import type { ProgramAssertion, ProgramClaim, ProgramProfile, ProgramRule } from "../program/program.ts";
import { coveredBy } from "./coverage.ts";
import { refuteLasting, whyOpen } from "./refute.ts";
import { type LastingState, type ProofRoom, withRules } from "./room.ts";
import { plainest } from "./scenarios.ts";
import { answerAt, until } from "./timeline.ts";
import type { ReplayedEvent, Witness } from "./witness.ts";

export type ClaimVerdict =
  | { readonly kind: "holds"; readonly by: readonly ProgramRule[]; readonly assumes: readonly string[] }
  /** At the last row of the witness the state has lasted, and no rule that is harsh enough is in force. */
  | { readonly kind: "fails"; readonly witness: Witness; readonly events: readonly ReplayedEvent[] }
  | { readonly kind: "not-analysed"; readonly reason: string };

export interface CheckedClaim {
  readonly assertion: ProgramAssertion;
  readonly claim: ProgramClaim;
  readonly profile: ProgramProfile;
  readonly verdict: ClaimVerdict;
}

/** Every claim of every assertion, for each of its profiles. */
export function checkAssertions(room: ProofRoom): readonly CheckedClaim[] {
  return room.program.assertions.flatMap((assertion) => checkAssertion(room, assertion));
}

function checkAssertion(room: ProofRoom, assertion: ProgramAssertion): readonly CheckedClaim[] {
  const profiles = room.program.profiles.filter(({ name }) => assertion.profiles.includes(name));
  return profiles.flatMap((profile) =>
    assertion.claims.map((claim) => ({ assertion, claim, profile, verdict: checkClaim(room, profile, claim) })),
  );
}

/** Whether, in every run of the profile, a rule no gentler than the claim is in force whenever its state has lasted. */
export function checkClaim(
  room: ProofRoom,
  profile: ProgramProfile,
  claim: LastingState & Pick<ProgramClaim, "action">,
): ClaimVerdict {
  const atLeast = harshnessOf({ action: claim.action, all: false });
  const answers = profile.rules.filter((rule) => harshnessOf(rule) >= atLeast);
  const coverage = coveredBy(room.prover, claim, answers, "in-force");
  if (coverage.kind === "proved") return { kind: "holds", by: coverage.by, assumes: coverage.assumes };
  const probed = withRules(room.program, profile, [probeOf(claim, profile), ...profile.rules]);
  for (const witness of plainest(refuteLasting(room.prover, claim, answers), claim.evidence)) {
    const events = room.replay(probed, profile.name, witness);
    const lasted = events.find(({ rule, kind }) => rule === probeName && kind === "fire");
    if (lasted === undefined) continue;
    const others = events.filter(({ rule }) => rule !== probeName);
    if (answerAt(others, atLeast, lasted.timeMs) !== null) continue;
    return { kind: "fails", witness: until(witness, lasted.timeMs), events: others };
  }
  return { kind: "not-analysed", reason: whyOpen(room.prover, claim, answers) };
}

/** No rule of a policy can have a blank in its name. */
const probeName = "the state";

/** A rule that only says when the state has lasted. */
function probeOf(state: LastingState, profile: ProgramProfile): ProgramRule {
  return {
    name: probeName,
    action: "warn",
    all: false,
    condition: state.condition,
    holdMs: state.holdMs,
    until: null,
    message: null,
    text: probeName,
    threshold: probeName,
    reads: state.evidence,
    messageReads: [],
    evidence: state.evidence,
    place: profile.place,
    declaredIn: profile.name,
  };
}

/** "heal cancels when cpu.usage > 95% for 10s". */
export function claimText(profile: Pick<ProgramProfile, "name">, { action, threshold }: ProgramClaim): string {
  return `${profile.name} ${action}s when ${threshold}`;
}
