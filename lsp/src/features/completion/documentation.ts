/** What is said of an item that somebody looks at: the same as hovers say of what it stands for. */

import { isLintCode, knownValues, type LintCode } from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import { bodyHover } from "../hover/body.ts";
import { letHover, paramHover } from "../hover/constant.ts";
import { functionHover } from "../hover/function.ts";
import { lintCodeHover } from "../hover/lint-code.ts";
import { metricHover } from "../hover/metric.ts";
import { ruleHover } from "../hover/rule.ts";
import { scheduleHover } from "../hover/schedule.ts";
import { wordHover } from "../hover/word.ts";
import type { About } from "./item.ts";
import { bodyNamed } from "./setting.ts";

export interface Documentation {
  readonly markdown: string;
  /** The rule whose page is to follow. */
  readonly page: LintCode | null;
}

/** Null where nothing is known of it any more. */
export function documentation(view: PolicyView, about: About): Documentation | null {
  const markdown = markdownOf(view, about);
  const page = about.kind === "lint-code" && isLintCode(about.name) ? about.name : null;
  return markdown === null ? null : { markdown, page };
}

function markdownOf(view: PolicyView, about: About): string | null {
  const { names } = view.analysis;
  const said = <T>(symbol: T | undefined, say: (view: PolicyView, symbol: T) => string) =>
    symbol === undefined ? null : say(view, symbol);
  switch (about.kind) {
    case "markdown":
      return about.text;
    case "metric":
      return said(names.metrics.get(about.name), metricHover);
    case "let":
      return said(names.lets.get(about.name), letHover);
    case "schedule":
      return said(names.schedules.get(about.name), scheduleHover);
    case "body":
      return said(names.bodies.get(about.name), bodyHover);
    case "function":
      return functionHover(about.name);
    case "word":
      return wordHover(about.name);
    case "lint-code":
      return isLintCode(about.name) ? lintCodeHover(about.name) : null;
    case "param":
    case "rule":
      return memberMarkdown(view, about.kind, about.name, about.body);
  }
}

function memberMarkdown(view: PolicyView, kind: "param" | "rule", name: string, bodyName: string): string | null {
  const body = bodyNamed(view, bodyName);
  if (body === null) return null;
  const values = knownValues(view.analysis, body);
  const param = kind === "param" ? body.params.get(name) : undefined;
  if (param !== undefined) return paramHover(view, param.symbol, body, values);
  const rule = kind === "rule" ? body.rules.get(name) : undefined;
  return rule === undefined ? null : ruleHover(view, rule.symbol, body, values);
}
