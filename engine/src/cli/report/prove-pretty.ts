/** What was proved of a policy set, for people at a terminal. */

import type { CheckedClaim, Program, ProvedProfile } from "@macro-engine/dsl";
import { actionText, claimText } from "@macro-engine/dsl";
import { counted, type Paint } from "./paint.ts";
import { circumstances, namesOf, ruleTexts, type Standing, standingOf } from "./prove-texts.ts";
import { renderWitness } from "./witness-report.ts";

const signs = { fine: "✓", finding: "✗", remark: "!", "not-analysed": "?" } as const satisfies Record<Standing, string>;
const styles = { fine: "green", finding: "red", remark: "yellow", "not-analysed": "yellow" } as const;

function sign(standing: Standing, paint: Paint): string {
  return paint(styles[standing], signs[standing]);
}

/** `name` null: a sentence of the command line. */
export function renderClaim(checked: CheckedClaim, name: string | null, program: Program, paint: Paint): string {
  const { verdict, claim } = checked;
  const head = `${name === null ? "" : `${paint("bold", name)}: `}${claimText(checked.profile, checked.claim)}`;
  switch (verdict.kind) {
    case "holds": {
      const by = verdict.by.length === 0 ? "no samples bring it about" : `by ${namesOf(verdict.by)}`;
      const lines = verdict.assumes.map((assumption) => `    as long as ${assumption}\n`);
      return `${sign("fine", paint)} ${head}  ${paint("dim", by)}\n${lines.join("")}`;
    }
    case "not-analysed":
      return `${sign("not-analysed", paint)} ${head}\n    not analysed: ${verdict.reason}\n`;
    case "fails": {
      const { witness, events } = verdict;
      const lastMs = witness.rows.at(-1)!.timeMs;
      const notes = new Map<number, string>([[lastMs, "the state has lasted, and nothing has answered it"]]);
      for (const { timeMs, kind, rule, ...acting } of events) {
        const what = `${kind === "fire" ? actionText(acting) : "clear"} by ${rule}`;
        notes.set(timeMs, notes.has(timeMs) ? `${what}; ${notes.get(timeMs)}` : what);
      }
      const table = renderWitness(witness, claim.evidence, notes, program, paint);
      return `${sign("finding", paint)} ${head}\n    it does not when${circumstances(witness, program)}\n${table}`;
    }
  }
}

export function renderProfile({ profile, rules }: ProvedProfile, program: Program, paint: Paint): string {
  const width = Math.max(0, ...rules.map(({ rule }) => rule.name.length));
  const acts = Math.max(0, ...rules.map(({ rule }) => actionText(rule).length));
  const lines = rules.flatMap((claims) => {
    const { rule } = claims;
    const [first, ...more] = ruleTexts(claims, program);
    const head = `  ${sign(standingOf(claims), paint)} ${rule.name.padEnd(width)}  ${actionText(rule).padEnd(acts)}`;
    const indent = " ".repeat(width + acts + 8);
    return [`${head}  ${paint("dim", first!)}`, ...more.map((text) => `${indent}${text}`)];
  });
  const none = rules.length === 0 ? [paint("dim", "  no rules")] : [];
  return `${[paint("bold", `profile ${profile.name}`), ...lines, ...none].join("\n")}\n\n`;
}

export function renderProveEnd(
  claims: readonly CheckedClaim[],
  profiles: readonly ProvedProfile[],
  paint: Paint,
): string {
  const rules = profiles.flatMap((proved) => proved.rules);
  const standings = rules.map(standingOf);
  const count = (standing: Standing) => standings.filter((other) => other === standing).length;
  const verdicts = (kind: CheckedClaim["verdict"]["kind"]) =>
    claims.filter(({ verdict }) => verdict.kind === kind).length;
  const bad = [
    ...(verdicts("fails") > 0 ? [paint("red", `${counted(verdicts("fails"), "claim")} refuted`)] : []),
    ...(count("finding") > 0 ? [paint("red", `${counted(count("finding"), "rule")} without effect`)] : []),
  ];
  const open = verdicts("not-analysed") + count("not-analysed");
  const remarks = count("remark");
  const firing = counted(count("fine") + remarks, "rule");
  const parts = [
    ...bad,
    ...(verdicts("holds") > 0 ? [paint("green", `${counted(verdicts("holds"), "claim")} proved`)] : []),
    ...(count("fine") + remarks > 0
      ? [`${firing} can fire${remarks > 0 ? `, ${remarks} of them to look at` : ""}`]
      : []),
    ...(open > 0 ? [paint("yellow", `${open} not analysed`)] : []),
  ];
  return `${parts.length === 0 ? "nothing to prove" : parts.join(", ")}\n`;
}
