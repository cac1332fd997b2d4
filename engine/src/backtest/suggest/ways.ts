/** The ways to give a threshold or a wait of one profile another value, from the most natural to the most local. */

import type { Analysis, BodySymbol, Expression, FlatBody, Span } from "@macro-engine/dsl";
import type { Edit } from "./policy-texts.ts";

export interface Way {
  /** In words: "set cpu_usage_max in heal". */
  readonly what: string;
  edits(text: string): readonly Edit[];
}

/** What is to be given another value: an expression in a rule, or its wait. */
export interface Spot {
  readonly analysis: Analysis;
  /** The profile for which it is changed. */
  readonly body: FlatBody;
  readonly rule: string;
  /** Within the rule; null: its wait, which it has none of. */
  readonly root: Expression | null;
}

export function waysTo(spot: Spot): Way[] {
  const { analysis, body, root } = spot;
  const symbol = root === null ? undefined : analysis.resolved.get(root as Expression);
  const inRule = inRuleWay(spot);
  if (root === null || symbol === undefined) return [...literalWays(spot), inRule];
  if (symbol.kind === "let") {
    const { value, name } = symbol.declaration;
    const inPlace =
      value.kind === "quantity" ? [replacing(symbol.file.source.path, value.span, `let ${name.text}`)] : [];
    return [...inPlace, inRule];
  }
  const param = body.params.get(symbol.name);
  if (symbol.kind !== "param" || param === undefined) return [inRule];
  // Templates are there for others too, for those that are yet to come as well.
  const own = body.symbol.declaration.members.includes(param.member)
    ? replacing(param.file.source.path, param.value.span, `${param.member.kind} ${symbol.name} in ${body.symbol.name}`)
    : settingWay(body.symbol, symbol.name);
  return [own, inRule];
}

/** Where the rule itself stands, which may be in a template that others extend. */
function literalWays(spot: Spot): Way[] {
  const { body, rule } = spot;
  const { symbol } = body.rules.get(rule)!;
  if (symbol.body === body.symbol) return [];
  const { path } = symbol.file.source;
  const what = `rule ${rule} in ${symbol.body.name}`;
  return [{ what, edits: (value) => stretches(spot, value).map((one) => ({ file: path, ...one })) }];
}

function replacing(file: string, span: Span, what: string): Way {
  return { what, edits: (text) => [{ file, span, text }] };
}

/** In the profile's own rule, or in one that overrides what it inherits. */
function inRuleWay(spot: Spot): Way {
  const { body, rule } = spot;
  const { symbol } = body.rules.get(rule)!;
  const { declaration } = symbol;
  const { source } = symbol.file;
  if (symbol.body === body.symbol) {
    const what = `rule ${rule} in ${body.symbol.name}`;
    return { what, edits: (value) => stretches(spot, value).map((one) => ({ file: source.path, ...one })) };
  }
  const prefix = declaration.override ? "" : "override ";
  return {
    what: `override rule ${rule} in ${body.symbol.name}`,
    edits: (value) => {
      const text = withStretches(source.text, declaration.span, stretches(spot, value));
      return [addedAtEnd(body.symbol, prefix + text)];
    },
  };
}

interface Stretch {
  readonly span: Span;
  readonly text: string;
}

/** What a value takes the place of in a rule: where the name of a value stands in the message too, it would tell the old one. */
function stretches({ analysis, body, rule, root }: Spot, value: string): Stretch[] {
  const { declaration } = body.rules.get(rule)!.symbol;
  if (root === null) {
    const { end } = declaration.condition.span;
    return [{ span: { start: end, end }, text: ` for ${value}` }];
  }
  const symbol = analysis.resolved.get(root as Expression);
  const told = (declaration.message?.parts ?? []).flatMap((part) =>
    part.kind === "value" && symbol !== undefined && analysis.resolved.get(part.value) === symbol ? [part.span] : [],
  );
  return [root.span, ...told].map((span) => ({ span, text: value }));
}

/** A part of a text, some stretches of it replaced; they stand in its order. */
function withStretches(text: string, { start, end }: Span, replaced: readonly Stretch[]): string {
  let [all, at] = ["", start];
  for (const { span, text: fresh } of replaced) {
    all += text.slice(at, span.start) + fresh;
    at = span.end;
  }
  return all + text.slice(at, end);
}

/** A `set` beside those that the profile has. */
function settingWay(symbol: BodySymbol, name: string): Way {
  const { members } = symbol.declaration;
  const last = members.filter(({ kind }) => kind === "set" || kind === "param").at(-1);
  const { path, text } = symbol.file.source;
  return {
    what: `set ${name} in ${symbol.name}`,
    edits: (value) => {
      const member = `set ${name} = ${value}`;
      if (last === undefined) return [addedAtEnd(symbol, member)];
      const lineEnd = endOfLine(text, last.span.end);
      const alone = /^[ \t]*(#.*)?\r?$/.test(text.slice(last.span.end, lineEnd));
      const at = alone ? lineEnd : last.span.end;
      const added = alone ? `${breakOf(text)}${indentAt(text, last.span.start)}${member}` : ` ${member}`;
      return [{ file: path, span: { start: at, end: at }, text: added }];
    },
  };
}

/** A member before the closing brace. */
function addedAtEnd({ file, declaration }: BodySymbol, member: string): Edit {
  const { path, text } = file.source;
  const brace = declaration.span.end - 1;
  const before = text.slice(declaration.span.start, brace);
  const end = declaration.span.start + before.trimEnd().length;
  const isOnOneLine = !before.includes("\n");
  const lineBreak = breakOf(text);
  const added = `${lineBreak}  ${member}${isOnOneLine ? lineBreak : ""}`;
  const stop = isOnOneLine ? brace : end;
  return { file: path, span: { start: end, end: stop }, text: added };
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  if (at < 0) return text.length;
  return text[at - 1] === "\r" ? at - 1 : at;
}

function breakOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function indentAt(text: string, at: number): string {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, at))![0];
}
