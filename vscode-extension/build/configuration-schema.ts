/** The JSON schema of `macro-engine.yaml`, from the table by which the engine reads it. */

import { parse } from "yaml";
import { configuration } from "../../engine/src/config/keys.ts";
import type { Form, KeyInfo } from "../../engine/src/config/setting.ts";
import { draft, type JsonSchema, orNothing } from "./json-schema.ts";
import { quantityPattern } from "./quantity-pattern.ts";

export function configurationSchema(): JsonSchema {
  return { $schema: draft, title: "macro-engine.yaml", ...orNothing(schemaOf(configuration.form)) };
}

function schemaOf(form: Form): JsonSchema {
  switch (form.kind) {
    case "text":
    case "path":
    case "zone":
      return { type: "string", minLength: 1 };
    case "flag":
      return { type: "boolean" };
    case "quantity":
      return {
        type: ["string", "number"],
        // Of numbers without a unit, zero alone.
        minimum: 0,
        maximum: 0,
        pattern: quantityPattern(form.dimension),
        patternErrorMessage: `Write a quantity such as ${form.example}`,
      };
    case "whole":
      return { type: "integer", minimum: form.least, maximum: form.most };
    case "choice":
      return { type: "string", enum: form.choices };
    case "list":
      return { type: "array", items: schemaOf(form.of), minItems: form.least ?? 0 };
    case "map":
      return { type: "object", additionalProperties: schemaOf(form.of) };
    case "either":
      return { anyOf: form.forms.map(schemaOf) };
    case "section":
      return sectionSchema(form);
    case "variants":
      return { anyOf: Object.entries(form.variants).map(([kind, keys]) => variantSchema(kind, keys)) };
  }
}

function sectionSchema({ keys, short }: Form & { kind: "section" }): JsonSchema {
  const section: JsonSchema = { ...groupOf(keys), properties: propertiesOf(keys), additionalProperties: false };
  return short === undefined ? section : { anyOf: [schemaOf(short), section] };
}

function variantSchema(kind: string, keys: readonly KeyInfo[]): JsonSchema {
  const group = groupOf(keys);
  return {
    ...group,
    properties: { kind: { const: kind, description: "which kind it is" }, ...propertiesOf(keys) },
    required: ["kind", ...(group.required ?? [])],
    additionalProperties: false,
  };
}

function groupOf(keys: readonly KeyInfo[]): JsonSchema {
  return { type: "object", required: keys.filter(({ required }) => required).map(({ key }) => key) };
}

function propertiesOf(keys: readonly KeyInfo[]): Record<string, JsonSchema> {
  return Object.fromEntries(keys.map((info) => [info.key, keySchema(info)]));
}

function keySchema({ description, fallback, example, required, form }: KeyInfo): JsonSchema {
  const schema = schemaOf(form);
  const isPlain = fallback !== null && form.kind !== "section";
  const described: JsonSchema = {
    ...schema,
    description: `${description[0]!.toUpperCase()}${description.slice(1)}`,
    ...(isPlain ? { default: parse(fallback) as unknown } : { examples: [parse(example) as unknown] }),
  };
  return required ? described : orNothing(described);
}
