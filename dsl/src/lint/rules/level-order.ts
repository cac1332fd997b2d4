/** level-order: a dangerous macro that may go further than a safe one. */

import { describeWitness } from "../../prove/describe-witness.ts";
import { ruleAt, setsBehind } from "../faults.ts";
import { type LaxerAnswer, laxerAnswers } from "../level-pairs.ts";
import type { Place } from "../override-places.ts";
import { profilePlace } from "../profile-places.ts";
import type { Finding, LintRule, LintSet } from "../rule.ts";
import { expressionsOf } from "../rule-views.ts";

export const levelOrder: LintRule<"level-order"> = {
  code: "level-order",
  category: "safety",
  level: "warning",
  summary: "A dangerous macro that may go further on some metric than a safe one.",
  fix: null,
  *check(set): Iterable<Finding> {
    const said = new Set<string>();
    for (const answer of laxerAnswers(set)) {
      const place = placeOf(set, answer);
      // Profiles that extend one template share the fault, too.
      const key = `${answer.metric} ${place.file} ${place.span.start}`;
      if (said.has(key)) continue;
      said.add(key);
      yield finding(set, answer, place);
    }
  },
};

/** The value that makes it so, or the rule; the profile where an override file has made that. */
function placeOf(set: LintSet, { dangerous }: LaxerAnswer): Place {
  const [use] = dangerous;
  const { symbol, profile } = use!;
  if (symbol === null) return profilePlace(set, profile);
  const [decided] = setsBehind(set, use!, expressionsOf(symbol.declaration));
  return decided ?? { file: symbol.file.source.path, span: symbol.declaration.condition.span };
}

function finding({ program }: LintSet, { metric, safe, dangerous, witness }: LaxerAnswer, place: Place): Finding {
  const [rash] = dangerous;
  const [lax, strict] = [rash!.profile.name, safe.profile.name];
  const related = [rash!, safe].flatMap(({ symbol, profile }) =>
    symbol === null ? [] : [ruleAt({ symbol }, `rule \`${symbol.name}\`, which \`${profile.name}\` has`)],
  );
  return {
    ...place,
    message: `\`${lax}\` is \`dangerous\`, and on \`${metric}\` it goes further than \`${strict}\`, which is \`safe\`: ${describeWitness(witness, [metric], program)} cancels \`${strict}\` and not \`${lax}\`; cancel it no later`,
    related,
  };
}
