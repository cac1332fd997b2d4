/** Policies, what they come to, and what they would have done. */

import { actionNames } from "@macro-engine/dsl";
import Type from "typebox";
import type {
  EffectiveProfile,
  PolicyList,
  PolicySource,
  PolicyText,
  PolicyVerdict,
  WhatIfAnswer,
  WhatIfRequest,
} from "../contract.ts";
import { comparison } from "./macro-status.ts";
import { name, nullable, oneOf, schemaOf, strict, time } from "./schema.ts";
import { level } from "./values.ts";

const action = oneOf([...actionNames, "cancel all"]);
const place = { file: Type.String(), line: Type.Integer() };

export const policyList = schemaOf<PolicyList>()(
  Type.Object({
    files: Type.Array(Type.Object({ path: Type.String(), profiles: Type.Array(Type.String()) }), {
      description: "On disk, with the profiles that they declare: none while something is wrong",
    }),
    profiles: Type.Array(Type.Object({ name: Type.String(), level, ...place, rules: Type.Integer() }), {
      description: "In force, whatever is on disk",
    }),
    problems: Type.String({ description: "Diagnostics of what is on disk; empty when fine" }),
  }),
);

export const policySource = schemaOf<PolicySource>()(Type.Object({ path: Type.String(), text: Type.String() }));
export const sourceQuery = strict({ path: name("A file of the policy set, as its list has it", 1024) });

export const policyText = schemaOf<PolicyText>()(
  strict({
    path: Type.Optional(name("The file that it would be; absent: one besides the set", 1024)),
    text: Type.String({ maxLength: 1024 * 1024 }),
  }),
);

export const policyVerdict = schemaOf<PolicyVerdict>()(
  Type.Object({
    ok: Type.Boolean(),
    diagnostics: Type.Array(
      Type.Object({
        severity: oneOf(["error", "warning", "info"]),
        code: Type.String(),
        message: Type.String(),
        path: Type.String(),
        line: Type.Integer({ description: "From 1" }),
        column: Type.Integer({ description: "From 1, in UTF-16 units" }),
        endLine: Type.Integer(),
        endColumn: Type.Integer({ description: "Just past its end" }),
      }),
    ),
  }),
);

export const effectiveProfile = schemaOf<EffectiveProfile>()(
  Type.Object({
    name: Type.String(),
    level,
    ...place,
    graceMs: Type.Number(),
    cooldownMs: Type.Number(),
    notify: Type.Array(Type.Object({ channel: Type.String(), actions: Type.Array(action) })),
    rules: Type.Array(
      Type.Object({
        rule: Type.String(),
        action,
        threshold: Type.String(),
        message: nullable(Type.String()),
        ...place,
        comparisons: Type.Array(comparison, { description: "By what is measured now" }),
      }),
    ),
    problems: Type.String({ description: "Why what is on disk by now is not in force; empty when it is" }),
  }),
);

export const profileParams = strict({ name: name("A profile's name") });

export const whatIfRequest = schemaOf<WhatIfRequest>()(
  strict({
    profile: name("A profile's name"),
    rule: name("A rule's name"),
    comparison: Type.Integer({ minimum: 0, description: "Which of the rule's comparisons, from 0" }),
    limit: Type.Number({ description: "To try, base units" }),
    since: Type.Optional(name("How far back, such as 7d; absent: two days", 32)),
    quick: Type.Optional(
      Type.Boolean({
        description: "At once, by the rule alone, unless it is known when others would have ended the runs",
      }),
    ),
  }),
);

const firings = Type.Array(
  Type.Object({
    time: time("When it fires"),
    run: Type.String(),
    macro: Type.String(),
    decision: nullable(Type.String({ description: "The decision on record that it is; null: it would be new" })),
  }),
);

export const whatIfAnswer = schemaOf<WhatIfAnswer>()(
  Type.Object({
    exact: Type.Boolean({ description: "False: rules that would have ended a run before were left aside" }),
    runs: Type.Number(),
    ofOtherProfiles: Type.Number({ description: "Runs that another profile governed then, and this one would today" }),
    judgedMs: Type.Number({ description: "Recorded time that was judged" }),
    blindMs: Type.Number({ description: "Recorded time of which only summaries are left" }),
    before: firings,
    after: firings,
  }),
);
