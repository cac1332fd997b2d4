/** A macro's rules in the order of its policy; those that cannot be judged are put away, since there can be many. */

import type { MacroStatus } from "../../../engine/src/api/contract.ts";
import { countText } from "../parts/text.ts";
import { RuleRow } from "./rule-row.tsx";

interface RuleListProps {
  readonly macro: MacroStatus;
}

/** Fewer are no trouble to look at. */
const few = 3;

export function RuleList({ macro: { macro, title, rules } }: RuleListProps) {
  const blind = rules.filter(({ truth, state }) => truth === "unknown" && state === "idle");
  const shown = blind.length < few ? rules : rules.filter((rule) => !blind.includes(rule));
  const rows = (list: MacroStatus["rules"]) =>
    list.map((rule) => <RuleRow rule={rule} macro={macro} key={rule.rule} />);
  return (
    <>
      {shown.length === 0 ? null : (
        <ul class="rules" aria-label={`Rules of ${title ?? macro}`}>
          {rows(shown)}
        </ul>
      )}
      {blind.length < few ? null : (
        <details>
          <summary>{countText(blind.length, "rule")} cannot be judged: nothing tells their metrics</summary>
          <ul class="rules" aria-label={`Rules of ${title ?? macro} that cannot be judged`}>
            {rows(blind)}
          </ul>
        </details>
      )}
    </>
  );
}
