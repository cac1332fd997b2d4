/** `lint --explain CODE` and `lint --rules`: what a code is about, and which there are. */

import { allLintCodes, diagnosticCodes, lintRules, nearest } from "@macro-engine/dsl";
import { configCodes } from "../../config/problem-codes.ts";
import type { Paint } from "../report/paint.ts";

export function unknownCode(code: string): string {
  const near = nearest(code, [...allLintCodes, ...diagnosticCodes, ...Object.keys(configCodes)]);
  const hint = near === null ? "`macro-engine lint --rules` lists the findings" : `did you mean ${near}?`;
  return `${code} is no code of a finding or error; ${hint}`;
}

/** A line a rule: code, category, level, whether it can be mended, summary. */
export function listRules(paint: Paint): string {
  const rules = allLintCodes.map((code) => lintRules[code]);
  const width = Math.max(...rules.map(({ code }) => code.length));
  const lines = rules.map(({ code, category, level, fix, summary }) => {
    const mended = fix === null ? "     " : "--fix";
    return `${paint("bold", code.padEnd(width))}  ${category.padEnd(7)}  ${level.padEnd(7)}  ${mended}  ${summary}\n`;
  });
  return lines.join("");
}

/** The same for programs. */
export function rulesJson(): string {
  const rules = allLintCodes.map((each) => {
    const { code, category, level, fix, summary } = lintRules[each];
    return { code, category, level, summary, fix };
  });
  return `${JSON.stringify({ rules })}\n`;
}
