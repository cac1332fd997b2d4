/** What may be started, and what came of telling macros something. */

import Type from "typebox";
import type {
  ConfiguredMacro,
  HeldResult,
  LevelRequest,
  MacroList,
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
  }),
);

export const startRequest = schemaOf<StartRequest>()(strict({ level: Type.Optional(level) }));
export const levelRequest = schemaOf<LevelRequest>()(strict({ level: nullable(level) }));
