/** What is said of the thing under a cursor. */

import type { LintCode, PolicySymbol, Span } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import { assertionHover } from "./hover/assertion.ts";
import { bodyHover } from "./hover/body.ts";
import { configurationHover } from "./hover/configuration.ts";
import { letHover, paramHover } from "./hover/constant.ts";
import { functionHover } from "./hover/function.ts";
import { lintCodeAt, lintCodeHover } from "./hover/lint-code.ts";
import { dimensionHover, metricHover } from "./hover/metric.ts";
import { overridesHover } from "./hover/overrides.ts";
import { quantityHover } from "./hover/quantity.ts";
import { ruleHover } from "./hover/rule.ts";
import { scheduleHover } from "./hover/schedule.ts";
import { wordHover } from "./hover/word.ts";
import { code } from "./markdown.ts";
import type { Place } from "./place.ts";
import { type Spot, spotAt, symbolAt } from "./spot.ts";

export interface Hover {
  readonly place: Place;
  readonly markdown: string;
  /** The rule whose page is to follow. */
  readonly page?: LintCode;
}

/** Null where there is nothing to say. */
export function hover(view: PolicyView, path: string, offset: number): Hover | null {
  const source = view.sources.get(path);
  if (source === undefined) return null;
  if (view.kindOf(path) === "configuration") return configurationHover(view, source, offset);
  if (view.kindOf(path) === "overrides") return overridesHover(view, source, offset);
  const parsed = view.file(path);
  if (parsed === null) return null;
  const ignored = lintCodeAt(parsed, offset);
  if (ignored !== null) {
    return { place: { file: path, span: ignored.span }, markdown: lintCodeHover(ignored.code), page: ignored.code };
  }
  const spot = spotAt(view.analysis, parsed, offset);
  const found = said(view, spot);
  return found === null ? null : { place: { file: path, span: found.span }, markdown: found.markdown };
}

function said(view: PolicyView, spot: Spot): { readonly span: Span; readonly markdown: string } | null {
  const node = spot.nodes.at(-1)!;
  const symbol = symbolAt(view.analysis, spot);
  if (symbol !== null) return { span: node.span, markdown: symbolHover(view, symbol, spot) };
  if (node.kind === "quantity")
    return { span: node.span, markdown: quantityHover(view.analysis, node, spot.nodes.at(-2)) };
  const named = node.kind === "name" ? nameHover(view, spot, node.text) : null;
  if (named !== null) return { span: node.span, markdown: named };
  const { token } = spot;
  if (token === null || token.kind === "string" || token.kind === "name") return null;
  // `missing` is a word of tests and a function.
  const isCall = node.kind === "name" && spot.nodes.at(-2)?.kind === "call";
  const markdown = isCall ? functionHover(token.text) : wordHover(token.text);
  return markdown === null ? null : { span: token.span, markdown };
}

function symbolHover(view: PolicyView, symbol: PolicySymbol, { body, values }: Spot): string {
  switch (symbol.kind) {
    case "metric":
      return metricHover(view, symbol);
    case "let":
      return letHover(view, symbol);
    case "schedule":
      return scheduleHover(view, symbol);
    case "param":
      return paramHover(view, symbol, body, values);
    case "body":
      return bodyHover(view, symbol);
    case "rule":
      return ruleHover(view, symbol, body, values);
  }
}

/** Names that stand for no symbol: functions, dimensions, levels, channels, assertions. */
function nameHover(view: PolicyView, { nodes }: Spot, name: string): string | null {
  const parent = nodes.at(-2);
  switch (parent?.kind) {
    case "call":
      return functionHover(name);
    case "metric":
      return dimensionHover(name);
    case "level":
      return wordHover(name);
    case "assert":
      return nodes[0]?.kind === "file" ? assertionHover(view, nodes[0], parent) : null;
    case "notify": {
      const channel = view.config.channels[name];
      return channel === undefined ? null : `Channel ${code(name)}, of kind ${code(channel.kind)}.`;
    }
    default:
      return null;
  }
}
