/** The JSON schema of override files: the engine's own form, and that of the earlier system, which is JSON by macro id. */

import { levels, type NumericDimension } from "@macro-engine/dsl";
import { type entryKeys, originalLimits } from "../../dsl/src/overrides/original.ts";
import { overrideActions, type profileKeys, type ruleKeys } from "../../dsl/src/overrides/read-settings.ts";
import { draft, type JsonSchema, orNothing } from "./json-schema.ts";
import { anyQuantityPattern, quantityPattern } from "./quantity-pattern.ts";

/** A key that the language reads and that is missing here, or the reverse, does not compile. */
type Properties<Key extends string> = Readonly<Record<Key, JsonSchema>>;

const time: JsonSchema = {
  type: "string",
  pattern: quantityPattern("duration"),
  patternErrorMessage: "Write a duration such as 5s or 1m30s",
};

const rule: Properties<(typeof ruleKeys)[number]> = {
  enabled: { type: "boolean", description: "false: the rule does nothing" },
  action: { type: "string", enum: overrideActions, description: "What the rule does, instead of its own action" },
};

const profile: Properties<(typeof profileKeys)[number]> = {
  level: { type: "string", enum: levels, description: "How much harm the macro can do" },
  grace: { ...time, description: "Time between asking a macro to stop and ending it by force" },
  cooldown: { ...time, description: "How long the macro may not start again after a cancellation" },
  set: orNothing({
    type: "object",
    description: "Values of the profile's params",
    additionalProperties: {
      type: ["string", "number"],
      pattern: anyQuantityPattern,
      patternErrorMessage: "Write a quantity such as 85%, 5s or 15fps",
    },
  }),
  rules: orNothing({
    type: "object",
    description: "Changes of the profile's rules, by name",
    additionalProperties: orNothing(group(rule)),
  }),
};

const own: JsonSchema = group({
  profiles: orNothing({
    type: "object",
    description: "Changes of profiles, by name",
    additionalProperties: orNothing(group(profile)),
  }),
});

const unitOfOriginal: Partial<Record<NumericDimension, string>> = {
  percent: "in percent",
  framerate: "in frames per second",
};

const limits = Object.fromEntries(
  originalLimits.map(({ name, metric, operator, dimension, scale }): [string, JsonSchema] => {
    const unit = unitOfOriginal[dimension] ?? (scale === 1000 ? "in seconds" : "in milliseconds");
    const bound = operator === ">" ? "Greatest" : "Least";
    return [
      name,
      { type: ["number", "null"], description: `${bound} ${metric} that is allowed, ${unit}; null: no limit` },
    ];
  }),
);

const { max_duration: longest = {}, ...thresholds } = limits;
const text: JsonSchema = { type: ["string", "number", "boolean", "null"] };
const flag: JsonSchema = { type: ["boolean", "null"] };

const original: Properties<(typeof entryKeys)[number]> = {
  macro_id: { ...text, description: "The key that this entry stands under" },
  name: { ...text, description: "What people call the macro" },
  category: { ...text, description: "What kind of macro it is" },
  description: { ...text, description: "What it does" },
  safety_level: { type: ["string", "null"], enum: [...levels, null], description: "How much harm the macro can do" },
  max_duration: longest,
  performance_thresholds: orNothing({ ...group(thresholds), description: "Limits of what is measured" }),
  auto_cancel_enabled: { ...flag, description: "false: what would cancel warns instead" },
  discord_notify: { ...flag, description: "Whether cancellations are told on Discord" },
};

export function overrideSchema(): JsonSchema {
  return {
    $schema: draft,
    title: "Override file",
    if: { type: "object", required: ["profiles"] },
    // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
    then: own,
    else: { type: ["object", "null"], additionalProperties: orNothing(group(original)) },
  };
}

/** YAML is always of the engine's own form. */
export function yamlOverrideSchema(): JsonSchema {
  return { $schema: draft, title: "Override file", ...orNothing(own) };
}

function group(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: "object", properties, additionalProperties: false };
}
