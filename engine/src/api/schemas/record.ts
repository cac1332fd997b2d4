/** Runs and sessions as they are on record. */

import Type from "typebox";
import type { RunEnd } from "../../macros/types.ts";
import type { RunFilter, RunItem, SessionFilter, SessionItem, SessionRequest } from "../contract.ts";
import { range, runPaging, sessionPaging, whose } from "./queries.ts";
import { name, nullable, oneOf, schemaOf, strict, time } from "./schema.ts";
import { level, pageOf } from "./values.ts";

const runEnd = schemaOf<RunEnd>()(
  Type.Union([
    Type.Object({
      kind: Type.Literal("exited"),
      code: nullable(Type.Integer()),
      signal: nullable(Type.String()),
    }),
    Type.Object({ kind: Type.Literal("cancelled"), decision: nullable(Type.String()) }),
    Type.Object({ kind: Type.Literal("stopped") }),
    Type.Object(
      { kind: Type.Literal("left"), released: Type.Optional(Type.Literal(true)) },
      { description: "The macro went on: the engine ended, or, `released`, its user took it off guard" },
    ),
    Type.Object({ kind: Type.Literal("lost") }),
  ]),
);

export const run = schemaOf<RunItem>()(
  Type.Object({
    id: Type.String(),
    session: Type.String(),
    macro: Type.String(),
    title: nullable(Type.String()),
    profile: nullable(Type.String()),
    level: nullable(level),
    origin: Type.String(),
    pid: nullable(Type.Integer()),
    startedAt: time("When it started"),
    endedAt: nullable(time("When it ended")),
    end: nullable(runEnd),
  }),
);

export const runPage = pageOf(run);

const { session, macro, profile } = whose;

export const runFilter = schemaOf<RunFilter>()(
  strict({
    ...runPaging,
    ...range,
    ...{ session, macro, profile },
    running: Type.Optional(Type.Boolean()),
  }),
);

export const sessionItem = schemaOf<SessionItem>()(
  Type.Object({
    id: Type.String(),
    kind: oneOf(["engine", "named"]),
    name: nullable(Type.String()),
    startedAt: time("When it began"),
    endedAt: nullable(time("When it ended")),
    how: nullable(Type.String({ description: "How it ended; null while it goes on" })),
    dryRun: Type.Boolean(),
    cancellations: Type.Integer({ description: "Carried out: neither muted nor of a dry run" }),
    runs: Type.Integer(),
  }),
);

export const sessionPage = pageOf(sessionItem);

export const sessionFilter = schemaOf<SessionFilter>()(
  strict({ ...sessionPaging, ...range, kind: Type.Optional(oneOf(["engine", "named"])) }),
);

export const runParams = strict({ id: name("A run's id") });
export const sessionParams = strict({ id: name("A session's id") });

export const sessionRequest = schemaOf<SessionRequest>()(strict({ name: name("By which reports know it") }));
