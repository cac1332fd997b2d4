/** Messages as policy writes them, between double quotes, their values in braces. */

import { conditionText, termText } from "./print.ts";
import type { Condition, Program, ProgramMessagePart } from "./program.ts";
import { escaped } from "./quote-text.ts";

/** A plain text as the message of a rule, quotes included: its braces are no values. */
export function quotePlainMessage(text: string): string {
  return `"${escaped(text, true)}"`;
}

/** A compiled message, quotes included, its values as `{cpu.usage}`. */
export function quoteMessage(parts: readonly ProgramMessagePart[], program: Program): string {
  return `"${parts.map((part) => messagePart(part, program)).join("")}"`;
}

function messagePart(part: ProgramMessagePart, program: Program): string {
  switch (part.kind) {
    case "text":
      return escaped(part.text, true);
    case "number":
      return `{${termText(part.value, part.dimension, program)}}`;
    case "bool": {
      const text = conditionText(part.value, program);
      return isPrimary(part.value) ? `{${text}}` : `{(${text})}`;
    }
    case "text-metric":
      return `{${part.metric}}`;
  }
}

function isPrimary({ kind }: Condition): boolean {
  return kind === "flag" || kind === "schedule" || kind === "missing" || kind === "constant";
}
