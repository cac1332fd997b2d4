/** Decisions as they are on record, and what came of them. */

import { actionNames } from "@macro-engine/dsl";
import Type from "typebox";
import type { CancellationFilter, DecisionFilter, DecisionItem, OutcomeItem } from "../contract.ts";
import { decisionPaging, range, rule, whose } from "./queries.ts";
import { name, nullable, oneOf, schemaOf, strict, time } from "./schema.ts";
import { level, pageOf, sampleValues } from "./values.ts";

const outcome = schemaOf<OutcomeItem>()(
  Type.Object({
    time: time("When it was done"),
    action: Type.String(),
    ok: Type.Boolean(),
    how: Type.String(),
    tookMs: Type.Number(),
    processes: Type.Integer({ description: "Acted upon" }),
  }),
);

const kinds = ["fire", "clear"] as const;

/** Of a decision, wherever it is told of. */
const decidedFields = {
  id: Type.String(),
  time: time("When it was decided"),
  since: time("When its condition became true"),
  session: Type.String(),
  run: Type.String(),
  macro: Type.String(),
  profile: Type.String(),
  level,
  rule: Type.String(),
  action: oneOf([...actionNames, "cancel all"]),
  message: Type.String(),
  threshold: Type.String({ description: "The condition with params as values" }),
  values: sampleValues,
  file: Type.String(),
  line: Type.Integer(),
  dryRun: Type.Boolean(),
};

const mute = Type.String({ description: "Id of the mute by which it had no consequences" });

/** Just now, as events tell it. */
export const decided = Type.Object({ event: oneOf(kinds), ...decidedFields, mute: Type.Optional(mute) });

export const decisionFields = {
  ...decidedFields,
  kind: oneOf(kinds),
  mute: nullable(mute),
  outcomes: Type.Array(outcome),
};

export const decision = schemaOf<DecisionItem>()(Type.Object(decisionFields));
export const decisionPage = pageOf(decision);

export const decisionFilter = schemaOf<DecisionFilter>()(
  strict({
    ...decisionPaging,
    ...range,
    ...whose,
    rule,
    action: Type.Optional(oneOf(actionNames)),
    kind: Type.Optional(oneOf(kinds)),
  }),
);

export const cancellationFilter = schemaOf<CancellationFilter>()(
  strict({
    ...decisionPaging,
    ...range,
    ...whose,
    rule,
    action: Type.Optional(oneOf(["cancel"])),
    kind: Type.Optional(oneOf(["fire"])),
  }),
);

export const decisionParams = strict({ id: name("A decision's id") });
