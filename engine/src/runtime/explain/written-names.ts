/** Which params a rule's numbers are written as: what a profile would set to change them. */

import { type Binary, type Expression, type ProgramProfile, type ProgramRule, parse, walk } from "@macro-engine/dsl";

export interface WrittenNames {
  /** By comparison, in order of the text, those within `share` left out: the param that is its limit; null: none. */
  readonly limits: readonly (string | null)[];
  readonly hold: string | null;
}

const comparisons: readonly string[] = ["<", "<=", ">", ">=", "==", "!="];

/** From the rule as it is written; nothing where its text and its compiled condition do not go together. */
export function writtenNames(rule: ProgramRule, profile: ProgramProfile, count: number): WrittenNames {
  const none = { limits: [], hold: null };
  const { file, diagnostics } = parse({ path: "", text: `profile p { rule r: warn when ${rule.text} }` });
  if (diagnostics.length > 0) return none;
  const params = new Set(profile.params.map(({ name }) => name));
  const paramOf = (expression: Expression): string | null =>
    expression.kind === "group"
      ? paramOf(expression.inner)
      : expression.kind === "reference" && params.has(expression.name)
        ? expression.name
        : null;
  const found: Binary[] = [];
  let hold: string | null = null;
  walk(file, (node) => {
    if (node.kind === "call") return false;
    if (node.kind === "rule" && node.hold !== null) hold = paramOf(node.hold);
    if (node.kind === "binary" && comparisons.includes(node.operator)) found.push(node);
    return true;
  });
  // Constants may have been folded away, and texts and bools are compared too: then nothing is said.
  const limits = found.map(({ left, right }) => paramOf(left) ?? paramOf(right));
  return { limits: found.length === count ? limits : [], hold };
}
