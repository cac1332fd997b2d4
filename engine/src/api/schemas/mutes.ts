/** Mutes and maintenance windows. */

import Type from "typebox";
import type { MuteRequest } from "../contract.ts";
import { mute } from "./engine.ts";
import { name, nullable, schemaOf, strict } from "./schema.ts";

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
