/** What may be started, and what came of telling macros something. */

import Type from "typebox";
import type {
  ConfiguredMacro,
  HeldResult,
  LevelRequest,
  MacroList,
  MacroOutput,
  StartRequest,
  StartResult,
  StopResult,
} from "../contract.ts";
import { macroStatus } from "./macro-status.ts";
import { nullable, schemaOf, strict, time } from "./schema.ts";
import { level } from "./values.ts";

const configured = schemaOf<ConfiguredMacro>()(
  Type.Object({
    macro: Type.String(),
    profile: nullable(Type.String()),
    running: Type.Boolean(),
    refusal: nullable(Type.String({ description: "Why it may not start now" })),
    startsAt: nullable(time("When it may, where that is known")),
  }),
);

export const macroList = schemaOf<MacroList>()(
  Type.Object({ running: Type.Array(macroStatus), configured: Type.Array(configured) }),
);

const run = { id: Type.String({ description: "The run's id" }), macro: Type.String(), pid: nullable(Type.Integer()) };

export const stopped = schemaOf<StopResult>()(Type.Object({ stopping: Type.Array(Type.Object(run)) }));

export const held = schemaOf<HeldResult>()(
  Type.Object({
    macros: Type.Array(
      Type.Object({ ...run, ok: Type.Boolean(), how: Type.String({ description: "What was done, or why not" }) }),
    ),
  }),
);

export const started = schemaOf<StartResult>()(
  Type.Object({
    id: Type.String({ description: "The run's id" }),
    profile: nullable(Type.String()),
    level: nullable(level),
    pid: Type.Integer(),
    output: nullable(Type.String({ description: "The file that it prints to; null: what it prints is not kept" })),
  }),
);

export const outputQuery = strict({
  bytes: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1_048_576, description: "How much of its end; default 65536" }),
  ),
});

export const macroOutput = schemaOf<MacroOutput>()(
  Type.Object({
    run: Type.String({ description: "The run's id" }),
    path: Type.String(),
    text: Type.String({ description: "Its end" }),
    whole: Type.Boolean({ description: "Whether that is all that it printed" }),
  }),
);

export const startRequest = schemaOf<StartRequest>()(strict({ level: Type.Optional(level) }));
export const levelRequest = schemaOf<LevelRequest>()(strict({ level: nullable(level) }));
