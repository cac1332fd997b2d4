/** Which of the words that the grammar lets stand at a place mean something there. */

import type { CodeCursor, Expected } from "@macro-engine/dsl";
import type { Setting } from "./setting.ts";
import { leftSideAt } from "./wanted.ts";

type CodeSetting = Setting & { readonly cursor: CodeCursor };

export function hasMeaning(setting: CodeSetting, { type, rules }: Expected): boolean {
  const { item } = setting.cursor;
  if (type === "all") return item.at(-1)?.text === "cancel";
  if (type === "until" && item.some(({ type: each, text }) => each === "ActionWord" && text === "cancel")) return false;
  if (isClause(type) && item.length > 0 && isHalf(setting)) return false;
  return !isInVain(setting, type, rules);
}

function isClause(type: string): boolean {
  return type === "for" || type === "until" || type === "message";
}

/** Behind a value that is no condition yet. */
function isHalf(setting: CodeSetting): boolean {
  if (!setting.cursor.expected.some(({ type }) => type === "BinaryOperator")) return false;
  const { dimension, isCompared } = leftSideAt(setting);
  return !isCompared && dimension !== "bool" && dimension !== "unknown";
}

/** Members and steps of which there is one, and those that nothing is inherited for. */
function isInVain({ declaration, body, cursor }: CodeSetting, type: string, rules: readonly string[]): boolean {
  if (cursor.item.length > 0 && !cursor.mayEnd) return false;
  const [outer] = rules;
  const other = (span: { readonly start: number; readonly end: number }) =>
    span.end < cursor.word.start || cursor.word.end < span.start;
  if (outer === "member" && (declaration?.kind === "template" || declaration?.kind === "profile")) {
    if (type === "match" && declaration.kind === "template") return true;
    if (["level", "grace", "cooldown"].includes(type)) {
      return declaration.members.some(({ kind, span }) => kind === type && other(span));
    }
    if (body === null || body.open) return false;
    if (type === "set") return body.bases.every(({ params }) => params.size === 0);
    if (type === "override" || type === "remove") return body.bases.every((base) => base.rules.size === 0);
    return false;
  }
  if (outer !== "step" || declaration?.kind !== "test") return false;
  const kind = type === "profile" ? "profile-step" : type;
  const once = ["profile-step", "every", "start", "trace", "run"];
  return once.includes(kind) && declaration.steps.some((step) => step.kind === kind && other(step.span));
}
