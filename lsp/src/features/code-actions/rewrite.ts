/** The same said otherwise: comparisons turned round, negations taken in, quantities in their usual unit. */

import {
  type Binary,
  type ComparisonOperator,
  type Expression,
  exactQuantity,
  mirrored,
  type Node,
  nodesAt,
  opposite,
  type Quantity,
  type Span,
  type Unary,
} from "@macro-engine/dsl";
import type { Action, ActionMaker, ActionPlace } from "./action.ts";

export const rewrite: ActionMaker = { kinds: ["refactor.rewrite"], make: rewriting };

function* rewriting({ parsed, path, span }: ActionPlace): Iterable<Action> {
  if (parsed === null) return;
  const nodes = nodesAt(parsed.file, span.start);
  if (nodes.some(({ kind }) => kind === "error")) return;
  const { text } = parsed.file.source;
  const written = ({ span: at }: { readonly span: Span }) => text.slice(at.start, at.end);
  const replace = (title: string, at: Span, fresh: string): Action => ({
    title,
    kind: "refactor.rewrite",
    edits: () => [{ file: path, span: at, text: fresh }],
  });
  const innermost = nodes.at(-1)!;
  if (innermost.kind === "quantity") {
    const usual = usualText(innermost);
    if (usual !== null) yield replace(`Write \`${usual}\` for \`${innermost.text}\``, innermost.span, usual);
  }
  const comparison = nodes.findLast(isComparison);
  if (comparison !== undefined && touches(comparison.operatorSpan, span) && !hasComment(written(comparison))) {
    const turned = `${written(comparison.right)} ${mirrored[comparison.operator]} ${written(comparison.left)}`;
    yield replace("Turn the comparison round", comparison.span, turned);
  }
  const negation = nodes.findLast((node): node is Unary => node.kind === "unary" && node.operator === "not");
  const negated = negation === undefined ? null : ungrouped(negation.operand);
  const isAtNot = negation !== undefined && span.start <= negation.span.start + 3;
  if (negated === null || !isAtNot || !isComparison(negated) || hasComment(written(negation!))) return;
  const positive = `${written(negated.left)} ${opposite[negated.operator]} ${written(negated.right)}`;
  yield replace("Write it without `not`", negation!.span, positive);
}

type Comparison = Binary & { readonly operator: ComparisonOperator };

function isComparison(node: Node): node is Comparison {
  return node.kind === "binary" && /^[<>=!]/.test(node.operator) && isWhole(node.left) && isWhole(node.right);
}

function isWhole(side: Expression): boolean {
  return side.kind !== "error";
}

function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** Strings may have a `#` too; those are left alone as well. */
function hasComment(text: string): boolean {
  return text.includes("#");
}

function ungrouped(expression: Expression): Expression {
  return expression.kind === "group" ? ungrouped(expression.inner) : expression;
}

/** In the unit in which it is shortest; null where it is so already. */
function usualText({ text, value, dimension }: Quantity): string | null {
  if (dimension === null || value === 0) return null;
  const usual = exactQuantity(value, dimension);
  return usual.length < text.length && /[A-Za-z%]$/.test(usual) ? usual : null;
}
