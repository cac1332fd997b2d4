/** The part of JSON Schema (draft 7, which editors read) that the schemas here are written in. */

export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly pattern?: string;
  /** What editors say where the pattern does not fit. */
  readonly patternErrorMessage?: string;
  readonly deprecationMessage?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
}

export const draft = "http://json-schema.org/draft-07/schema#";

/** The same, or nothing: a key that stands there without a value. */
export function orNothing(schema: JsonSchema): JsonSchema {
  const nothing = { type: "null" };
  if (schema.anyOf !== undefined) return { ...schema, anyOf: [...schema.anyOf, nothing] };
  const type = [schema.type ?? []].flat();
  return { ...schema, type: [...type, nothing.type], ...(schema.enum ? { enum: [...schema.enum, null] } : {}) };
}
