/** Every code that the language reports, and the one way to its sentences. */

import { checkMessages } from "./check-messages.ts";
import { syntaxMessages } from "./syntax-messages.ts";

export const diagnosticCodes = [
  "syntax-error",
  "unknown-character",
  "unterminated-string",
  "invalid-escape",
  "unknown-unit",
  "malformed-quantity",
  "malformed-time",
  "reserved-word",
  "duplicate-declaration",
  "duplicate-setting",
  "unknown-base",
  "unknown-profile",
  "cyclic-extends",
  "conflicting-bases",
  "rule-exists",
  "nothing-to-override",
  "unknown-param",
  "unknown-metric",
  "unknown-name",
  "unknown-function",
  "unknown-rule",
  "unknown-timezone",
  "unknown-channel",
  "unit-mismatch",
  "missing-unit",
  "not-a-condition",
  "not-a-quantity",
  "not-constant",
  "wrong-arguments",
  "misplaced-setting",
  "test-without-expectation",
  "test-without-profile",
  "step-out-of-order",
  "assert-without-profile",
  "assert-without-claim",
  "unreadable-file",
] as const;

/** Each has a page in `pages/`, whose examples are tried by `test/error-pages.test.ts`. */
export type DiagnosticCode = (typeof diagnosticCodes)[number];

export function isDiagnosticCode(text: string): text is DiagnosticCode {
  return (diagnosticCodes as readonly string[]).includes(text);
}

/**
 * Sentences by code. A code has one sentence or several, each a function of typed parameters, which says what is wrong,
 * then what would be right; one line, no final full stop. The files that are spread here own every word.
 */
type Catalogue = Merged<typeof syntaxMessages, typeof checkMessages>;
const catalogue = mergeTables(syntaxMessages, checkMessages) as Catalogue;

/** Two tables as one; a code may have sentences in both. */
type Merged<A, B> = {
  readonly [Code in keyof A | keyof B]: (Code extends keyof A ? A[Code] : unknown) &
    (Code extends keyof B ? B[Code] : unknown);
};

function mergeTables(a: MessageTable, b: MessageTable): MessageTable {
  const codes = [...Object.keys(a), ...Object.keys(b)] as DiagnosticCode[];
  return Object.fromEntries(codes.map((code) => [code, { ...a[code], ...b[code] }]));
}

/** `message("unknown-unit", "unknown", { unit: "sec", … })`: code, which of its sentences, what it is about. */
export function message<Code extends keyof Catalogue, Sentence extends keyof Catalogue[Code]>(
  code: Code,
  sentence: Sentence,
  parameters: ParametersOf<Code, Sentence>,
): string {
  const write = catalogue[code][sentence] as (parameters: ParametersOf<Code, Sentence>) => string;
  return write(parameters);
}

export type ReportableCode = keyof Catalogue;
export type SentenceOf<Code extends ReportableCode> = keyof Catalogue[Code];
export type ParametersOf<
  Code extends ReportableCode,
  Sentence extends SentenceOf<Code>,
> = Catalogue[Code][Sentence] extends (parameters: infer Parameters) => string ? Parameters : never;

/** The shape of a room's table of sentences. */
export type MessageTable = Partial<Record<DiagnosticCode, Readonly<Record<string, (parameters: never) => string>>>>;
