/** A cancellation's own page. */

import Type from "typebox";
import type { CancellationDetail, MeasuredAround } from "../contract.ts";
import { decisionFields } from "./decisions.ts";
import { historyFields } from "./metrics.ts";
import { nullable, oneOf, schemaOf } from "./schema.ts";

const dimensionNames = [
  ...["percent", "duration", "bytes", "bytes_per_second", "framerate", "temperature"],
  ...["rate", "count", "number", "bool", "text"],
] as readonly MeasuredAround["dimension"][];

const measuredAround = schemaOf<MeasuredAround>()(
  Type.Object({
    ...historyFields,
    dimension: oneOf(dimensionNames),
    limits: Type.Array(Type.Number(), { description: "What the rule holds it against, base units" }),
  }),
);

const number = nullable(Type.Number());

export const cancellationDetail = schemaOf<CancellationDetail>()(
  Type.Object({
    ...decisionFields,
    source: nullable(Type.String({ description: "The rule as it is written now" })),
    changed: Type.Boolean({ description: "Whether the policy has changed since" }),
    explanation: Type.String({ description: "As `macro-engine explain` has it" }),
    close: Type.Array(Type.Object({ rule: Type.String(), action: Type.String(), text: Type.String(), used: number })),
    course: Type.Array(measuredAround),
    cost: Type.Record(Type.String(), number, { description: "What the run had used by then" }),
    test: nullable(Type.String({ description: "A policy test that brings it about" })),
  }),
);
