/** Who asks, and how they say so. */

import Type from "typebox";
import { roles } from "../../config/config.ts";
import type { Caller } from "../contract.ts";
import { oneOf, schemaOf } from "./schema.ts";

export const token = Type.String({ minLength: 1, maxLength: 2048, description: "A token, or the code of a link" });

export const caller = schemaOf<Caller>()(
  Type.Object({ name: Type.String({ description: "By which the audit log knows them" }), role: oneOf(roles) }),
);
