/** What is measured: the catalogue with newest values, and courses. */

import Type from "typebox";
import type { Measurement } from "../../control/protocol.ts";
import type { History, HistoryFilter, Measurements, Readings } from "../contract.ts";
import { comparison } from "./macro-status.ts";
import { range } from "./queries.ts";
import { name, nullable, oneOf, schemaOf, strict, time } from "./schema.ts";
import { sampleValue } from "./values.ts";

const metricNow = {
  metric: Type.String(),
  value: nullable(sampleValue),
  text: Type.String({ description: "As people read it", examples: ["43%"] }),
  p95Today: nullable(Type.Object({ value: Type.Number(), text: Type.String() })),
};

const measurement = schemaOf<Measurement>()(
  Type.Object({
    ...metricNow,
    dimension: Type.String(),
    scope: oneOf(["system", "macro", "either"]),
    description: Type.String(),
    custom: Type.Boolean({ description: "Declared by a policy" }),
    available: Type.Boolean(),
    why: nullable(Type.String({ description: "Why it is not, and what would make it so" })),
    at: nullable(time("When it was last measured")),
    stalenessMs: Type.Number(),
  }),
);

export const measurements = schemaOf<Measurements>()(
  Type.Object({ time: time("Of the newest snapshot"), metrics: Type.Array(measurement) }),
);

export const readings = schemaOf<Readings>()(
  Type.Object({
    time: time("Of the newest snapshot"),
    metrics: Type.Array(Type.Object(metricNow)),
    profiles: Type.Array(
      Type.Object({
        profile: Type.String(),
        rules: Type.Array(Type.Object({ rule: Type.String(), comparisons: Type.Array(comparison) })),
      }),
    ),
  }),
);

const profile = name("A profile's name");

export const readingsQuery = strict({
  profile: Type.Optional(
    Type.Union([profile, Type.Array(profile, { maxItems: 64 })], { description: "Once for each profile" }),
  ),
});

const column = (description: string) => Type.Array(Type.Number(), { description });

export const historyFields = {
  metric: Type.String(),
  run: nullable(Type.String()),
  from: time("Beginning of the range"),
  to: time("End of the range"),
  stepMs: Type.Number(),
  time: column("Beginning of the step, ms since the epoch"),
  min: column("Base units"),
  avg: column("Base units"),
  max: column("Base units"),
};

export const history = schemaOf<History>()(Type.Object(historyFields));

export const historyFilter = schemaOf<HistoryFilter>()(
  strict({
    ...range,
    step: Type.Optional(name("Such as 10s; absent: about 500 in the range", 32)),
    run: Type.Optional(name("Id of a run, or a macro's name for its newest")),
  }),
);

export const metricParams = strict({ metric: name("A metric's name") });
