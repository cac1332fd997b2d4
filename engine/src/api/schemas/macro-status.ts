/** A macro under guard, as the engine sees it now. */

import { actionNames } from "@macro-engine/dsl";
import Type from "typebox";
import type { MacroOrder, MacroStatus } from "../contract.ts";
import { nullable, oneOf, schemaOf, time } from "./schema.ts";
import { level, sampleValues } from "./values.ts";

export const macroOrder = schemaOf<MacroOrder>()(
  Type.Object({
    event: oneOf(["order"]),
    time: time("When it was given"),
    id: Type.String({ description: "By which it is acknowledged" }),
    run: Type.String(),
    macro: Type.String(),
    order: oneOf(["throttle", "restore", "pause", "resume", "cancel"]),
    reason: Type.String(),
    graceMs: nullable(Type.Number({ description: "ms until its process is killed; null for all but cancels" })),
    decision: nullable(Type.String({ description: "The decision's id; null: by a user" })),
  }),
);

const number = (description: string) => nullable(Type.Number({ description }));

export const comparison = Type.Object({
  text: Type.String(),
  value: number("What is measured, in base units"),
  limit: number("In base units"),
  valueText: Type.String(),
  limitText: Type.String(),
  used: number("Fraction of the limit that is used: 1 at the limit, more beyond"),
});

const ruleStatus = Type.Object({
  rule: Type.String(),
  action: oneOf(actionNames),
  threshold: Type.String(),
  state: oneOf(["idle", "pending", "firing"]),
  truth: oneOf(["true", "false", "unknown"]),
  firesInMs: number("When pending: until it fires if the condition stays true"),
  since: nullable(time("Since when pending or firing")),
  comparisons: Type.Array(comparison),
});

export const macroStatus = schemaOf<MacroStatus>()(
  Type.Object({
    id: Type.String({ description: "The run's id" }),
    macro: Type.String(),
    title: nullable(Type.String({ description: "What it calls itself" })),
    pid: nullable(Type.Integer()),
    profile: nullable(Type.String({ description: "Null: watched, never acted upon" })),
    level: nullable(level),
    origin: oneOf(["child", "attached", "found", "registered"]),
    startedAt: time("When it started"),
    durationMs: Type.Number(),
    state: oneOf(["running", "paused", "throttled", "ending"]),
    metrics: sampleValues,
    order: nullable(macroOrder),
    rules: Type.Array(ruleStatus),
  }),
);
