/** What hovers say of lets and params: what they are worth at hand, and where they got it from. */

import {
  type Analysis,
  type BodyDeclaration,
  type Expression,
  exactQuantity,
  type File,
  type FlatBody,
  type KnownValues,
  type LetSymbol,
  letValues,
  type NumericDimension,
  type ParamSymbol,
  remembered,
} from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import { code, documented, link, list, paragraphs, policyBlock } from "../markdown.ts";
import { baseText } from "./quantity.ts";

export function letHover(view: PolicyView, symbol: LetSymbol): string {
  const { analysis } = view;
  const { name, file, declaration } = symbol;
  const value = letValues(analysis).get(symbol) ?? null;
  const text = valueText(analysis, value, declaration.value, file);
  return paragraphs(
    policyBlock(`let ${name} = ${text}`),
    documented(declaration.documentation),
    writtenAs(file, declaration.value, text),
    inBase(analysis, value, declaration.value),
    link(view, "Declared here", file.source.path, declaration.name.span),
  );
}

export function paramHover(view: PolicyView, symbol: ParamSymbol, body: FlatBody | null, values: KnownValues): string {
  const { analysis } = view;
  const { name, declaration } = symbol;
  const flat = body?.params.get(name);
  const expression = flat?.value ?? declaration.value;
  const value = values.params.get(name) ?? null;
  const text = valueText(analysis, value, expression, flat?.file ?? symbol.file);
  return paragraphs(
    policyBlock(`param ${name} = ${text}`),
    documented(declaration.documentation),
    inBase(analysis, value, declaration.value),
    list([
      declaredAt(view, symbol),
      ...(body === null ? [] : setsOnTheWay(view, symbol, body)),
      ...overrideOf(view, symbol, body),
    ]),
    setElsewhere(view, symbol, body),
  );
}

function declaredAt(view: PolicyView, { body, declaration, file, name }: ParamSymbol): string {
  const place = link(view, `${body.declaration.kind} ${code(body.name)}`, file.source.path, declaration.name.span);
  return `${code(`param ${name} = ${written(file, declaration.value)}`)} in ${place}`;
}

/** The `set`s between the declaration and the body, the nearest to the declaration first. */
function setsOnTheWay(view: PolicyView, { name }: ParamSymbol, body: FlatBody): string[] {
  return [...body.lineage].reverse().flatMap((symbol) =>
    (setsIn(symbol.declaration).get(name) ?? []).map((member) => {
      const what = `${symbol.declaration.kind} ${code(symbol.name)}`;
      const place = link(view, what, symbol.file.source.path, member.name.span);
      return `${code(`set ${name} = ${written(symbol.file, member.value)}`)} in ${place}`;
    }),
  );
}

const setsIn = remembered(({ members }: BodyDeclaration) =>
  Map.groupBy(
    members.filter((member) => member.kind === "set"),
    ({ name }) => name.text,
  ),
);

function overrideOf(view: PolicyView, { name }: ParamSymbol, body: FlatBody | null): string[] {
  const set = body === null ? undefined : view.analysis.changes.get(body.symbol.name)?.sets.get(name);
  if (set === undefined) return [];
  const text = view.sources.get(set.file)?.text.slice(set.span.start, set.span.end) ?? "";
  return [`${code(`${name}: ${text}`)} in override file ${link(view, code(set.file), set.file, set.span)}`];
}

const mostShown = 8;

/** Where a body that extends the one at hand gives it another value. */
function setElsewhere(view: PolicyView, symbol: ParamSymbol, at: FlatBody | null): string | null {
  const { analysis } = view;
  const found = new Set<string>();
  for (const body of analysis.bodies.values()) {
    const param = body.params.get(symbol.name);
    if (param?.symbol !== symbol || param.member.kind !== "set" || at?.lineage.has(body.symbol)) continue;
    if (!body.symbol.declaration.members.includes(param.member)) continue;
    const place = link(view, code(body.symbol.name), body.symbol.file.source.path, param.member.name.span);
    found.add(`${place} sets ${code(written(param.file, param.value))}`);
  }
  return found.size === 0 ? null : list([...found], mostShown);
}

function written(file: File, { span }: Expression): string {
  return file.source.text.slice(span.start, span.end).replace(/\s+/g, " ");
}

function dimensionOf(analysis: Analysis, expression: Expression): NumericDimension | null {
  const dimension = analysis.types.get(expression)?.dimension;
  return dimension === undefined || dimension === "unknown" || dimension === "bool" || dimension === "text"
    ? null
    : dimension;
}

/** The value, or where it is not known what is written for it. */
function valueText(analysis: Analysis, value: number | null, expression: Expression, file: File): string {
  if (expression.kind === "quantity" && expression.value === value) return expression.text;
  const dimension = dimensionOf(analysis, expression);
  return value === null || dimension === null ? written(file, expression) : exactQuantity(value, dimension);
}

function writtenAs(file: File, expression: Expression, text: string): string | null {
  const source = written(file, expression);
  return source === text ? null : `Written as ${code(source)}.`;
}

function inBase(analysis: Analysis, value: number | null, expression: Expression): string | null {
  const dimension = dimensionOf(analysis, expression);
  return value === null || dimension === null ? null : baseText(value, dimension);
}
