/** How conditions and values are laid out: what is too long for its line is broken before its operators, loosest first. */

import type { Binary, Call, Expression, Group } from "../syntax/ast.ts";
import { type Doc, group, indent, line, softLine } from "./doc.ts";
import type { TokenReader } from "./token-reader.ts";

/**
 * Operators stand at the beginning of lines, where a reader sees how it goes on; further in than what they join, unless
 * that has parentheses around it (`enclosed`).
 */
export function layOutExpression(reader: TokenReader, expression: Expression, enclosed = false): Doc {
  switch (expression.kind) {
    case "binary":
      return chain(reader, expression, enclosed);
    case "group":
      return parentheses(reader, expression);
    case "call":
      return call(reader, expression);
    case "unary":
      return [
        reader.token(),
        reader.gap(expression.operator === "not" ? " " : ""),
        layOutExpression(reader, expression.operand),
      ];
    case "quantity":
    case "string":
    case "boolean":
    case "reference":
    case "error":
      return reader.token();
  }
}

const strengths: Readonly<Record<Binary["operator"], number>> = {
  ...{ or: 1, and: 2 },
  ...{ "<": 3, "<=": 3, ">": 3, ">=": 3, "==": 3, "!=": 3 },
  ...{ "+": 4, "-": 4, "*": 5, "/": 5 },
};

/** Operators of one strength are broken together: `a + b - c` is one sum. */
function chain(reader: TokenReader, expression: Binary, enclosed: boolean): Doc {
  const rights: Expression[] = [];
  let first: Expression = expression;
  while (first.kind === "binary" && strengths[first.operator] === strengths[expression.operator]) {
    rights.push(first.right);
    first = first.left;
  }
  const start = layOutExpression(reader, first);
  const rest: Doc[] = [];
  for (const right of rights.reverse()) {
    rest.push(reader.gap(line), reader.token(), reader.gap(" "), layOutExpression(reader, right));
  }
  return group(start, enclosed ? rest : indent(rest));
}

function call(reader: TokenReader, { arguments: list }: Call): Doc {
  const callee = [reader.token(), reader.gap(""), reader.token()];
  const inner: Doc[] = [];
  for (const [index, argument] of list.entries()) {
    if (index > 0) inner.push(reader.gap(""), reader.token());
    inner.push(reader.gap(index === 0 ? softLine : line), layOutExpression(reader, argument));
  }
  return group(callee, indent(inner), reader.closingGap(softLine), reader.token());
}

/** Of doubled parentheses one pair stays. All others are the author's: they say how the parts are meant. */
function parentheses(reader: TokenReader, { inner, span }: Group): Doc {
  const open = reader.token();
  const isDoubled = inner.kind === "group";
  if (isDoubled && !reader.hasComments(span.start, inner.span.start) && !reader.hasComments(inner.span.end, span.end)) {
    const kept = parentheses(reader, inner);
    reader.token();
    return kept;
  }
  const content = indent(reader.gap(softLine), layOutExpression(reader, inner, true));
  return group(open, content, reader.closingGap(softLine), reader.token());
}

/**
 * A condition with its `for`, which covers all of it: parentheses say so where an `or` could mislead. `word` is what
 * stands before it: `when`, `until`.
 */
export function layOutHeld(reader: TokenReader, condition: Expression, hold: Expression | null): Doc {
  const word = [reader.token(), reader.gap(" ")];
  if (hold === null) return group(word, layOutExpression(reader, condition));
  const isOr = condition.kind === "binary" && condition.operator === "or";
  const inner = layOutExpression(reader, condition, isOr);
  const held = isOr ? group("(", indent(softLine, inner), softLine, ")") : inner;
  const closed = isOr || condition.kind === "group";
  const wait = [reader.gap(closed ? " " : line), reader.token(), reader.gap(" "), layOutExpression(reader, hold)];
  return group(word, held, wait);
}
