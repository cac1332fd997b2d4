/** Every lint rule, listed. A rule is a file here and a page of the same name; the compiler points at a missing half. */

import type { LintCode } from "../codes.ts";
import type { LintRule } from "../rule.ts";
import { expiredIgnore } from "./expired-ignore.ts";
import { invalidIgnore } from "./invalid-ignore.ts";
import { unusedIgnore } from "./unused-ignore.ts";
import { unusedLet } from "./unused-let.ts";

export const lintRules: { readonly [Code in LintCode]: LintRule<Code> } = {
  "expired-ignore": expiredIgnore,
  "invalid-ignore": invalidIgnore,
  "unused-ignore": unusedIgnore,
  "unused-let": unusedLet,
};
