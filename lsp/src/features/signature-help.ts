/** The function that is being called at a place, and which of its arguments is being written. */

import { cursorAt, type FunctionInfo, functions, signatureOf, type TokenAt } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import { argumentIndex, isCallee, openParenthesis } from "./expression-tokens.ts";

export interface Signature {
  /** `forecast(m, ahead [, W])` */
  readonly label: string;
  /** Markdown. */
  readonly documentation: string;
  readonly parameters: readonly SignatureParameter[];
  /** Index of the parameter whose argument is being written; null: there are too many arguments. */
  readonly active: number | null;
}

export interface SignatureParameter {
  /** Where its name stands in the label. */
  readonly start: number;
  readonly end: number;
  /** Markdown. */
  readonly documentation: string;
}

const meanings: Readonly<Record<string, string>> = {
  m: "The name of a metric.",
  W: "How far back the window reaches: a duration.",
  cond: "A condition, looked at in every snapshot.",
  ahead: "How far to look ahead: a duration.",
  D: "How long the metric may be silent: a duration.",
  x: "A number of any dimension.",
};

const optional: Readonly<Record<string, string>> = {
  "forecast.W": "One minute unless given.",
  "missing.D": "The metric's staleness unless given.",
};

/** Null outside of every call. */
export function signatureHelp(view: PolicyView, path: string, offset: number): Signature | null {
  const source = view.file(path)?.file.source;
  if (source === undefined) return null;
  const cursor = cursorAt(source, offset);
  return cursor.kind === "code" ? callAround(cursor.inMessage ?? cursor.item) : null;
}

/** The innermost call that is open at the end; parentheses that only group are passed over. */
function callAround(tokens: readonly TokenAt[]): Signature | null {
  const open = openParenthesis(tokens);
  if (open < 0) return null;
  const callee = tokens[open - 1];
  const isCall = callee !== undefined && isCallee(callee);
  if (!isCall) return callAround(tokens.slice(0, open));
  const info = functions.find(({ name }) => name === callee.text);
  return info === undefined ? null : signatureFor(info, argumentIndex(tokens.slice(open + 1)));
}

function signatureFor(info: FunctionInfo, index: number): Signature {
  const label = signatureOf(info);
  let from = info.name.length + 1;
  const parameters = info.parameters.map(({ name, kind }): SignatureParameter => {
    const start = label.indexOf(name, from);
    from = start + name.length;
    const numeric = kind === "metric" ? "The name of a metric that is a number." : meanings[name]!;
    const documentation = [numeric, optional[`${info.name}.${name}`]].filter(Boolean).join(" ");
    return { start, end: from, documentation };
  });
  const documentation = `${info.description.charAt(0).toUpperCase()}${info.description.slice(1)}.`;
  return { label, documentation, parameters, active: index < parameters.length ? index : null };
}
