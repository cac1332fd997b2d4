/** How schemas are written: one validates, serves as documentation, and is held against the contract's type by the compiler. */

import Type, { type Static, type TObject, type TProperties, type TSchema } from "typebox";

/** A type without `readonly`, and flat, as schemas come to. */
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [K in keyof T]: Plain<T[K]> }
    : T;

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** What the compiler shows where a schema and the contract disagree. */
interface Disagreement<Schema, Contract> {
  readonly schemaSays: Schema;
  readonly contractSays: Contract;
}

/** `schemaOf<LevelRequest>()(strict({ … }))`: the schema, which compiles only when it says just what the type says. */
export function schemaOf<T>() {
  return <S extends TSchema>(
    schema: Same<Plain<Static<S>>, Plain<T>> extends true ? S : Disagreement<Plain<Static<S>>, Plain<T>>,
  ): S => schema as S;
}

/** What is asked: an object that holds nothing else. */
export function strict<P extends TProperties>(properties: P): TObject<P> {
  return Type.Object(properties, { additionalProperties: false });
}

export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

/** One of these texts. */
export function oneOf<const V extends readonly string[]>(values: V, options: { readonly description?: string } = {}) {
  return Type.Unsafe<V[number]>({ type: "string", enum: [...values], ...options });
}

/** What a user names: an id, a macro, a rule, a channel. */
export function name(description: string, maxLength = 256) {
  return Type.String({ minLength: 1, maxLength, description });
}

/** What is told at a time: ISO 8601. */
export const time = (description: string) => Type.String({ description, examples: ["2026-01-31T20:00:00.000Z"] });
