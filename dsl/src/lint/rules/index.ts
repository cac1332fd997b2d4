/** Every lint rule, listed. A rule is a file here and a page of the same name; the compiler points at a missing half. */

import type { LintCode } from "../codes.ts";
import type { LintRule } from "../rule.ts";
import { alwaysTrue } from "./always-true.ts";
import { ambiguousMatch } from "./ambiguous-match.ts";
import { contradictoryCondition } from "./contradictory-condition.ts";
import { cooldownMissing } from "./cooldown-missing.ts";
import { duplicateRule } from "./duplicate-rule.ts";
import { equalityOnMeasurement } from "./equality-on-measurement.ts";
import { expiredIgnore } from "./expired-ignore.ts";
import { failedAssertion } from "./failed-assertion.ts";
import { flappingPause } from "./flapping-pause.ts";
import { hysteresisInverted } from "./hysteresis-inverted.ts";
import { invalidIgnore } from "./invalid-ignore.ts";
import { invertedDirection } from "./inverted-direction.ts";
import { levelOrder } from "./level-order.ts";
import { matchesEverything } from "./matches-everything.ts";
import { messageWithoutValue } from "./message-without-value.ts";
import { missingBlind } from "./missing-blind.ts";
import { naming } from "./naming.ts";
import { neverMatchingPattern } from "./never-matching-pattern.ts";
import { noCancel } from "./no-cancel.ts";
import { noDurationLimit } from "./no-duration-limit.ts";
import { noNotification } from "./no-notification.ts";
import { redundantCondition } from "./redundant-condition.ts";
import { shorterThanSampling } from "./shorter-than-sampling.ts";
import { singleSampleCancel } from "./single-sample-cancel.ts";
import { thresholdOutOfRange } from "./threshold-out-of-range.ts";
import { unavailableMetric } from "./unavailable-metric.ts";
import { uncoveredMetric } from "./uncovered-metric.ts";
import { undocumentedProfile } from "./undocumented-profile.ts";
import { unreachableRule } from "./unreachable-rule.ts";
import { untestedRule } from "./untested-rule.ts";
import { unusedIgnore } from "./unused-ignore.ts";
import { unusedLet } from "./unused-let.ts";
import { unusedMetric } from "./unused-metric.ts";
import { unusedParam } from "./unused-param.ts";
import { unusedSchedule } from "./unused-schedule.ts";
import { unusedTemplate } from "./unused-template.ts";
import { weakenedOverride } from "./weakened-override.ts";

export const lintRules: { readonly [Code in LintCode]: LintRule<Code> } = {
  "always-true": alwaysTrue,
  "ambiguous-match": ambiguousMatch,
  "contradictory-condition": contradictoryCondition,
  "duplicate-rule": duplicateRule,
  "equality-on-measurement": equalityOnMeasurement,
  "failed-assertion": failedAssertion,
  "flapping-pause": flappingPause,
  "hysteresis-inverted": hysteresisInverted,
  "inverted-direction": invertedDirection,
  "never-matching-pattern": neverMatchingPattern,
  "redundant-condition": redundantCondition,
  "shorter-than-sampling": shorterThanSampling,
  "threshold-out-of-range": thresholdOutOfRange,
  "unreachable-rule": unreachableRule,
  "cooldown-missing": cooldownMissing,
  "level-order": levelOrder,
  "matches-everything": matchesEverything,
  "missing-blind": missingBlind,
  "no-cancel": noCancel,
  "no-duration-limit": noDurationLimit,
  "no-notification": noNotification,
  "single-sample-cancel": singleSampleCancel,
  "unavailable-metric": unavailableMetric,
  "uncovered-metric": uncoveredMetric,
  "weakened-override": weakenedOverride,
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
