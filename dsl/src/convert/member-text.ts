/** Members of profiles as policy text, copied from where they stand or made from what override files say. */

import type { FlatRule } from "../check/inheritance.ts";
import { writtenText } from "../check/source-text.ts";
import type { ProgramRule } from "../program/program.ts";
import type { File, RuleMember } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";

/** The text of a stretch of a file, comments left out, on one line. */
function written(file: File, { span }: { readonly span: Span }): string {
  return writtenText(file, span);
}

/** A rule as its declaration has it, with another action where one is given. */
export function ruleText({ symbol }: FlatRule, action: string | null, override: boolean): string {
  const { declaration: rule, file } = symbol;
  const { hold, until, message } = rule;
  const parts = [
    `${override ? "override " : ""}rule ${rule.name.text}: ${action ?? actionText(rule)} when ${written(file, rule.condition)}`,
    ...(hold === null ? [] : [`for ${written(file, hold)}`]),
    ...(until === null ? [] : [`until ${written(file, until.condition)}`]),
    ...(until === null || until.hold === null ? [] : [`for ${written(file, until.hold)}`]),
    ...(message === null ? [] : [`message ${file.source.text.slice(message.span.start, message.span.end)}`]),
  ];
  return [...documentationLines(rule.documentation), parts.join("\n  ")].join("\n");
}

function actionText({ action }: RuleMember): string {
  return action!.all ? "cancel all" : action!.name;
}

/** A rule that an override file brings: it has neither wait nor `until`. */
export function madeRuleText(rule: ProgramRule, override: boolean): string {
  return `${override ? "override " : ""}rule ${rule.name}: ${rule.all ? "cancel all" : rule.action} when ${rule.threshold}`;
}

/** `##` lines, one a line of the text; none for a text without words. */
export function documentationLines(text: string): string[] {
  const lines = text
    .split(/[\n\r\u2028\u2029]+/)
    // Nothing else of a comment's line may be a control.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out
    .map((line) => line.replace(/[\u0000-\u001f\u007f-\u009f\ufeff]+/g, " ").trim())
    .filter((line) => line !== "");
  return lines.map((line) => `## ${line}`);
}

/** `# Heal Macro (combat)`: what the original knows a macro by, which changes nothing. */
export function titleComment(name: string | null, category: string | null): string[] {
  const parts = [name, category === null ? null : `(${category})`].filter((part) => part !== null);
  return documentationLines(parts.join(" ")).map((line) => line.slice(1));
}
