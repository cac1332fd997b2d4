/** A suggestion on the page: what would change for whom, and the patch. */

import type { Backtest } from "../../../backtest/backtest.ts";
import { type Html, h } from "../../../page/html.ts";
import type { Suggestion } from "../../backtest/suggestion.ts";
import { objectionsText, renderSuggestedProfile } from "../backtest-suggestion.ts";
import { painter } from "../paint.ts";

export function suggestionSection(suggestion: Suggestion, found: Backtest): Html {
  const { asked, profiles, rate, patch } = suggestion;
  const words = profiles.map((profile) => renderSuggestedProfile(profile, rate.unit, found, painter(false)));
  const lines = patch(false).split("\n");
  return h(
    "section",
    { id: "suggestion" },
    h("h2", {}, `Asked for: ${asked}`),
    h("pre", {}, words.length === 0 ? "no rule that counts was judged" : words.join("") + objectionsText(suggestion)),
    lines.length < 2
      ? null
      : h(
          "pre",
          {},
          lines.map((line) => h("span", { class: classOf(line) }, `${line}\n`)),
        ),
  );
}

function classOf(line: string): string | null {
  if (/^(\+\+\+|---) /.test(line)) return "soft";
  return line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : null;
}
