/** Mutes and maintenance windows. */

import Type from "typebox";
import type { Mute, MuteRequest } from "../contract.ts";
import { name, nullable, schemaOf, strict, time } from "./schema.ts";

export const mute = schemaOf<Mute>()(
  Type.Object({
    id: Type.String(),
    macro: nullable(Type.String({ description: "Null: every macro's" })),
    rule: nullable(Type.String({ description: "Null: every rule" })),
    from: time("When it begins"),
    until: time("When it ends"),
    reason: Type.String(),
    by: Type.String({ description: "Who wants it" }),
    endedAt: nullable(time("Ended early then")),
  }),
);

export const muteList = Type.Object({ mutes: Type.Array(mute) });

export const muteRequest = schemaOf<MuteRequest>()(
  strict({
    macro: Type.Optional(nullable(name("Absent: every macro's"))),
    rule: Type.Optional(nullable(name("Absent: every rule"))),
    from: Type.Optional(name("ISO 8601; absent: now; later: a maintenance window", 64)),
    until: Type.Optional(name("ISO 8601; or `for`", 64)),
    for: Type.Optional(name("Such as 30m; or `until`", 64)),
    reason: name("Why, in words", 1000),
  }),
);

export const muteParams = strict({ id: name("A mute's id", 64) });
