/** What macros say of themselves, and what they are told. */

import Type from "typebox";
import type { MacroRegistration, OrderAnswer, Registered, ReportResult, SelfReport } from "../contract.ts";
import { macroOrder } from "./macro-status.ts";
import { name, nullable, schemaOf, strict } from "./schema.ts";
import { level } from "./values.ts";

export const registration = schemaOf<MacroRegistration>()(
  strict({
    macro: name("Its name, by which policies match it"),
    title: Type.Optional(name("What it is called where people read it")),
    level: Type.Optional(level),
    profile: Type.Optional(name("The profile that governs it, instead of the one that matches")),
    pid: Type.Optional(
      Type.Integer({ minimum: 1, description: "Its process: measured, and killed where a cancel is not acknowledged" }),
    ),
    startTime: Type.Optional(
      Type.Number({ description: "The process's start time, as the process table has it; absent: as it is now" }),
    ),
  }),
);

export const registered = schemaOf<Registered>()(
  Type.Object({
    id: Type.String({ description: "The run's id" }),
    profile: nullable(Type.String({ description: "Null: watched, never acted upon" })),
    level: nullable(level),
  }),
);

const reportedValue = Type.Union([Type.Number(), Type.Boolean(), Type.String({ maxLength: 4096 })]);

export const selfReport = schemaOf<SelfReport>()(
  strict({
    metrics: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 256 }), reportedValue, {
        maxProperties: 256,
        description: "By metric, in base units: ms, bytes, per second",
      }),
    ),
    actions: Type.Optional(Type.Number({ minimum: 0, description: "Performed since the last report" })),
    heartbeat: Type.Optional(Type.Boolean({ description: "A sign of life; every report is one" })),
  }),
);

export const reported = schemaOf<ReportResult>()(
  Type.Object({ runs: Type.Array(Type.String(), { description: "Ids of the runs that it was taken for" }) }),
);

export const ordersQuery = strict({
  wait: Type.Optional(
    Type.String({ minLength: 1, maxLength: 16, description: "How long to wait for one, such as `30s`; 5m at most" }),
  ),
});

export const orderAnswer = schemaOf<OrderAnswer>()(
  Type.Object({
    order: nullable(macroOrder),
    ended: Type.Boolean({ description: "The run has ended: there will be none" }),
  }),
);

export const orderParams = strict({
  id: name("The run's id"),
  order: name("The order's id", 64),
});

export const acknowledged = Type.Object({
  noted: Type.Boolean({ description: "False: the order was none, or acknowledged already" }),
});
