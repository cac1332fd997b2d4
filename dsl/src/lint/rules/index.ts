/** Every lint rule, listed. A rule is a file here and a page of the same name; the compiler points at a missing half. */

import type { LintCode } from "../codes.ts";
import type { LintRule } from "../rule.ts";
import { expiredIgnore } from "./expired-ignore.ts";
import { invalidIgnore } from "./invalid-ignore.ts";
import { messageWithoutValue } from "./message-without-value.ts";
import { naming } from "./naming.ts";
import { undocumentedProfile } from "./undocumented-profile.ts";
import { untestedRule } from "./untested-rule.ts";
import { unusedIgnore } from "./unused-ignore.ts";
import { unusedLet } from "./unused-let.ts";
import { unusedMetric } from "./unused-metric.ts";
import { unusedParam } from "./unused-param.ts";
import { unusedSchedule } from "./unused-schedule.ts";
import { unusedTemplate } from "./unused-template.ts";

export const lintRules: { readonly [Code in LintCode]: LintRule<Code> } = {
  "expired-ignore": expiredIgnore,
  "invalid-ignore": invalidIgnore,
  "unused-ignore": unusedIgnore,
  "unused-let": unusedLet,
  "message-without-value": messageWithoutValue,
  naming,
  "undocumented-profile": undocumentedProfile,
  "untested-rule": untestedRule,
  "unused-metric": unusedMetric,
  "unused-param": unusedParam,
  "unused-schedule": unusedSchedule,
  "unused-template": unusedTemplate,
};
