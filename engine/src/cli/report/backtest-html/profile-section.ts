/** A profile's table: every rule, how often it fired, and why it could not have. */

import { formatQuantity } from "@macro-engine/dsl";
import type { ProfileResult, RuleResult } from "../../../backtest/backtest.ts";
import { type Html, h } from "../../../page/html.ts";
import { spanText } from "../backtest-pretty.ts";
import { counted } from "../paint.ts";
import { actionText } from "../replay-report.ts";

const columns = ["rule", "action", "fired", "runs", "per hour", "lasted", "longest", ""] as const;
const numbers: ReadonlySet<string> = new Set(["fired", "runs", "per hour", "lasted", "longest"]);

export function profileSection({ profile, recordings, runs, cancelled, observedMs, rules }: ProfileResult): Html {
  const over = `${counted(recordings.length, "recording")}, ${counted(runs, "run")} in ${spanText(observedMs)}`;
  return h(
    "section",
    { id: `profile-${profile.name}` },
    h("h2", {}, profile.name, " ", h("span", { class: "soft" }, `(${profile.level})`)),
    h("p", { class: "soft" }, `${over}, ${cancelled} cancelled`),
    h(
      "div",
      { class: "scroll" },
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            columns.map((name) => h("th", { class: classOf(name) }, name)),
          ),
        ),
        h("tbody", {}, rules.map(row)),
      ),
    ),
  );
}

function classOf(column: string): string | null {
  return numbers.has(column) ? "number" : null;
}

function row(result: RuleResult): Html {
  const { rule, fired, runs, perHour, firingMs, longestMs } = result;
  const lasts = fired > 0 && rule.action !== "cancel";
  const figures = [
    String(fired),
    String(runs),
    perHour === null ? "–" : formatQuantity(perHour, "number"),
    lasts ? spanText(firingMs) : "–",
    lasts ? spanText(longestMs) : "–",
  ];
  return h(
    "tr",
    {},
    h("td", {}, rule.name, h("br"), h("code", {}, rule.threshold)),
    h("td", {}, h("span", { class: `badge ${rule.action}` }, actionText(rule))),
    figures.map((figure) => h("td", { class: "number" }, figure)),
    h("td", {}, remark(result)),
  );
}

function remark({ fired, noisy, blind, leftOut }: RuleResult): (Html | string)[] {
  if (blind !== null) return [h("span", { class: "soft" }, `could not have fired: ${blind}`)];
  if (fired === 0) return [h("span", { class: "soft" }, "never fired")];
  return [
    ...(noisy ? [h("span", { class: "badge noisy" }, "noisy"), " "] : []),
    ...(leftOut > 0 ? [h("span", { class: "soft" }, `the last ${leftOut} are not drawn`)] : []),
  ];
}
