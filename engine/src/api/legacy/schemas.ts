/** What the original's routes take and answer. Its callers may send more than is read. */

import { levels } from "@macro-engine/dsl";
import Type, { type TProperties } from "typebox";
import type { LoggedCancellation, PerformanceMetrics } from "../../reports/cancellation-log.ts";
import { name, nullable, oneOf, schemaOf, time } from "../schemas/schema.ts";

export interface OriginalMacro {
  readonly macro_id: string;
  readonly name: string;
  readonly category: string;
  /** s */
  readonly duration: number;
  readonly start_time: string;
  /** `unknown`: no profile governs it, so that it is watched and never acted upon. */
  readonly safety_level: "safe" | "risky" | "dangerous" | "unknown";
}

export interface OriginalCancellation extends Omit<LoggedCancellation, "cancellation_reason"> {
  readonly reason: string;
}

export interface OriginalStatus {
  readonly monitoring_active: boolean;
  readonly active_macros: number;
  readonly total_cancellations: number;
  readonly last_check: string | null;
}

export const startRequest = Type.Object({
  macro_id: name(
    "A macro that the configuration has a command for, or any other, which is then guarded without a process",
  ),
  // Fields of a form that were left empty come as "".
  macro_name: Type.Optional(nullable(Type.String({ maxLength: 256, description: "What people read" }))),
  safety_level: Type.Optional(nullable(oneOf([...levels, ""]))),
});

const success = Type.Literal(true);
export const answer = <P extends TProperties>(properties: P) => Type.Object({ success, ...properties });

const metric = nullable(Type.Number());
export const metrics = schemaOf<PerformanceMetrics>()(
  Type.Object({ cpu_usage: metric, memory_usage: metric, fps: metric, latency: metric, response_time: metric }),
);

export const status = schemaOf<OriginalStatus>()(
  Type.Object({
    monitoring_active: Type.Boolean(),
    active_macros: Type.Integer(),
    total_cancellations: Type.Integer({ description: "In this run of the engine" }),
    last_check: nullable(time("Of the newest snapshot")),
  }),
);

export const activeMacro = schemaOf<OriginalMacro>()(
  Type.Object({
    macro_id: Type.String(),
    name: Type.String(),
    category: Type.String({ description: "The profile that governs it" }),
    duration: Type.Number({ description: "s" }),
    start_time: time("When it started"),
    safety_level: oneOf([...levels, "unknown"]),
  }),
);

const cancelled = {
  macro_id: Type.String(),
  macro_name: Type.String(),
  reason: Type.String(),
  timestamp: time("When it was decided"),
};

export const cancellation = schemaOf<OriginalCancellation>()(
  Type.Object({ ...cancelled, session_id: Type.String(), performance_metrics: metrics }),
);

export const checked = Type.Object(cancelled);

export const report = Type.Object({
  timestamp: time("When it was made"),
  active_macros: Type.Integer(),
  total_cancellations: Type.Integer(),
  performance_metrics: metrics,
  active_macro_details: Type.Array(activeMacro),
  recent_cancellations: Type.Array(cancellation),
});
