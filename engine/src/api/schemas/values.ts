/** Schemas that several resources have. */

import { levels } from "@macro-engine/dsl";
import Type, { type TSchema } from "typebox";
import type { Problem } from "../contract.ts";
import { name, nullable, oneOf, schemaOf, strict } from "./schema.ts";

export const level = oneOf(levels);

export const sampleValue = Type.Union([Type.Number(), Type.Boolean(), Type.String()]);

/** By metric; null: nothing fresh is known. */
export const sampleValues = Type.Record(Type.String(), nullable(sampleValue));

export const idParams = strict({ id: name("A run's id, a macro's name or a pid", 512) });

export const pageOf = <S extends TSchema>(item: S) =>
  Type.Object({
    items: Type.Array(item),
    next: nullable(Type.String({ description: "`cursor` of the next page; null at the end" })),
  });

export const problem = schemaOf<Problem>()(
  Type.Object(
    {
      type: Type.String(),
      title: Type.String(),
      status: Type.Integer(),
      detail: Type.String({ description: "What is wrong, and what would be right" }),
      errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
    },
    { description: "Problem details, RFC 9457" },
  ),
);
