/** What the policies' own assertions say of a suggestion. */

import { type CheckedClaim, checkAssertions, type Program } from "@macro-engine/dsl";
import type { Config } from "../../config.ts";
import { proofRoomOf } from "../prove/proof-room.ts";

/** The claims about these profiles that are proved now, and would be refuted, or proved no longer, with the changes. */
export function brokenClaims(
  before: Program,
  after: Program,
  profiles: ReadonlySet<string>,
  engine: Pick<Config, "zone" | "stalenessMs">,
): readonly CheckedClaim[] {
  const [now, then] = [before, after].map((program) => {
    const assertions = program.assertions.filter((one) => one.profiles.some((name) => profiles.has(name)));
    return assertions.length === 0 ? [] : checkAssertions(proofRoomOf({ ...program, assertions }, engine));
  });
  // Values alone are changed, so both have the same claims in the same order.
  return then!.filter(({ verdict }, at) => now![at]?.verdict.kind === "holds" && verdict.kind !== "holds");
}
