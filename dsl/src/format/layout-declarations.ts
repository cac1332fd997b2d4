/** How declarations of one line, and the headers of the others, are laid out. */

import type {
  AssertDeclaration,
  BodyDeclaration,
  LetDeclaration,
  MetricDeclaration,
  ScheduleDeclaration,
  ScheduleSpan,
  TestDeclaration,
} from "../syntax/ast.ts";
import { type Doc, fill, group, indent, line } from "./doc.ts";
import { layOutExpression } from "./layout-expression.ts";
import { inColumns, type LaidOut, layOutList, layOutNames } from "./layout-items.ts";
import type { TokenReader } from "./token-reader.ts";

/** Up to the opening brace. What does not fit stands further in than members do. */
export function layOutHeader(
  reader: TokenReader,
  declaration: BodyDeclaration | TestDeclaration | AssertDeclaration,
): Doc {
  const name = [reader.token(), reader.gap(" "), reader.token()];
  const bases: Doc[] = [];
  if ("bases" in declaration && declaration.bases.length > 0) {
    bases.push(reader.gap(line), reader.token(), reader.gap(" "), layOutNames(reader, declaration.bases));
  }
  return indent(indent(group(name, bases), reader.gap(" "), reader.token()));
}

export function layOutLet(reader: TokenReader, { value }: LetDeclaration): LaidOut {
  const name = [reader.token(), reader.gap(" "), reader.token()];
  return inColumns("let", name, [reader.gap(" "), [reader.token(), reader.gap(" "), layOutExpression(reader, value)]]);
}

export function layOutMetric(reader: TokenReader, { description }: MetricDeclaration): LaidOut {
  const name = [reader.token(), reader.gap(" "), reader.token(), reader.gap(""), reader.token()];
  const gap = reader.gap(" ");
  const dimension = reader.token();
  const text = description === null ? [] : [reader.gap(line), reader.token()];
  return inColumns("metric", name, [gap, group(dimension, text)]);
}

/** As many spans as fit on each line. */
export function layOutSchedule(reader: TokenReader, { spans, zone }: ScheduleDeclaration): LaidOut {
  const name = [reader.token(), reader.gap(" "), reader.token()];
  const gap = reader.gap(" ");
  const parts: Doc[] = [];
  for (const [index, span] of spans.entries()) {
    if (index > 0) parts.push(reader.gap(line));
    parts.push([reader.token(), reader.gap(" "), layOutSpan(reader, span)]);
  }
  if (zone !== null) parts.push(reader.gap(line), [reader.token(), reader.gap(" "), reader.token()]);
  return inColumns("schedule", name, [gap, fill(parts)]);
}

function layOutSpan(reader: TokenReader, { days, times }: ScheduleSpan): Doc {
  const onDays = days.length === 0 ? [] : layOutList(reader, days, (day) => reader.run(day.span.end, ""));
  if (times === null) return onDays;
  return [onDays, days.length === 0 ? [] : reader.gap(" "), reader.run(times.span.end, "")];
}
