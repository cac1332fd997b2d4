/** Reads quantities of override files by the language's own rules, `95%` and `1m30s`, with errors placed in the file. */

import { convertsTo, likelyUnits } from "../check/dimensions.ts";
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { exactQuantity } from "../program/print.ts";
import type { Expression } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import type { Span } from "../syntax/source.ts";
import { type Dimension, dimensions } from "../vocabulary/units.ts";
import type { OverrideNode, ScalarNode } from "./document.ts";
import type { OverrideRoom } from "./room.ts";

const prefix = "let x = ";

/** The value in base units; null, and reported, when it is none of this dimension. `key` is how messages name it. */
export function readQuantity(
  room: OverrideRoom,
  node: OverrideNode,
  key: string,
  dimension: Dimension,
  takesZero: boolean,
): number | null {
  const path = room.source.path;
  const literal = node.kind === "scalar" ? (numberOf(node) ?? readLiteral(room, node, key)) : null;
  if (node.kind !== "scalar") {
    room.reporter.error(path, node.span, "not-a-quantity", "override", { text: node.kind, key });
  }
  if (literal === null) return null;
  const { value, text } = literal;
  const found = literal.dimension ?? "number";
  if (convertsTo(found, dimension) || (takesZero && literal.dimension === null && value === 0)) return value;
  const role = `\`${key}\``;
  const { noun } = dimensions[dimension];
  if (literal.dimension === null && likelyUnits(dimension, value).length > 0) {
    const fixes = unitFixes(room, node.span, text, likelyUnits(dimension, value));
    const suggestion = text + likelyUnits(dimension, value)[0]!;
    room.reporter.error(
      path,
      node.span,
      "missing-unit",
      "plain",
      { text, beside: role, noun, suggestion, example: suggestion },
      { fixes },
    );
  } else {
    const parameters = { text, noun: dimensions[found].noun, role, needed: noun };
    room.reporter.error(path, node.span, "unit-mismatch", "needed", parameters);
  }
  return null;
}

function unitFixes(room: OverrideRoom, span: Span, text: string, units: readonly string[]): Fix[] {
  const quote = room.source.path.endsWith(".json") ? '"' : "";
  return units.map((unit) => {
    const written = `${quote}${text}${unit}${quote}`;
    return { title: `write \`${written}\``, edits: [{ file: room.source.path, span, text: written }] };
  });
}

interface Literal {
  readonly value: number;
  readonly dimension: Dimension | null;
  /** As policy would write it. */
  readonly text: string;
}

/** A number that only JSON and YAML write so: `2e1`, `0x10`. Others are read as policy is. */
function numberOf({ value, text }: ScalarNode): Literal | null {
  if (typeof value !== "number" || !Number.isFinite(value) || !/[a-z]/i.test(text)) return null;
  return { value: value + 0, dimension: null, text: exactQuantity(value, "number") };
}

function readLiteral(room: OverrideRoom, node: ScalarNode, key: string): Literal | null {
  const path = room.source.path;
  if (typeof node.value === "number" && !Number.isFinite(node.value)) {
    const parameters = { written: node.text, meant: null };
    // `1e400` is, `.inf` and `.nan` are no numbers at all.
    if (/\d/.test(node.text)) room.reporter.error(path, node.span, "malformed-quantity", "too-large", parameters);
    else room.reporter.error(path, node.span, "not-a-quantity", "override", { text: node.text, key });
    return null;
  }
  const { file, diagnostics } = parse({ path, text: prefix + node.text });
  const [declaration, ...more] = file.declarations;
  const own = diagnostics.filter((diagnostic) => diagnostic.code !== "syntax-error");
  if (own.length > 0) {
    room.reporter.diagnostics.push(...own.map((diagnostic) => moved(room, node, diagnostic)));
    return null;
  }
  const isOne = declaration?.kind === "let" && more.length === 0 && file.comments.length === 0;
  const literal = isOne && diagnostics.length === 0 ? literalOf(declaration.value) : null;
  if (literal === null) {
    room.reporter.error(path, node.span, "not-a-quantity", "override", { text: node.text, key });
  }
  return literal === null ? null : { ...literal, text: node.text };
}

function literalOf(expression: Expression): { value: number; dimension: Dimension | null } | null {
  if (expression.kind === "quantity") return { value: expression.value, dimension: expression.dimension };
  if (expression.kind !== "unary" || expression.operator !== "-") return null;
  const inner = literalOf(expression.operand);
  return inner === null ? null : { value: 0 - inner.value, dimension: inner.dimension };
}

/** A finding about the text of a scalar, where that text stands. */
function moved(room: OverrideRoom, node: ScalarNode, diagnostic: Diagnostic): Diagnostic {
  const { textStart } = node;
  const file = room.source.path;
  if (textStart === null) return { ...diagnostic, file, span: node.span, related: [], fixes: [] };
  const move = (span: Span): Span => {
    const place = (offset: number) =>
      Math.min(Math.max(textStart + offset - prefix.length, node.span.start), node.span.end);
    return { start: place(span.start), end: place(span.end) };
  };
  const fixes = diagnostic.fixes.map((fix) => ({
    ...fix,
    edits: fix.edits.map((edit) => ({ ...edit, file, span: move(edit.span) })),
  }));
  return { ...diagnostic, file, span: move(diagnostic.span), related: [], fixes };
}
