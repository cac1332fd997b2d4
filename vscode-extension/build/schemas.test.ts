/** The schemas accept what the engine accepts, and know its keys: they are never the ones that are wrong. */

import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { analyze } from "@macro-engine/dsl";
import { Ajv, type ValidateFunction } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { randomFrom } from "../../dsl/src/testing/random.ts";
import { configuration } from "../../engine/src/config/keys.ts";
import { parseConfig } from "../../engine/src/config/parse.ts";
import { sampleConfig } from "../../engine/src/config/sample.ts";
import type { Form, KeyInfo } from "../../engine/src/config/setting.ts";
import { readPage } from "../../test/docs/page.ts";
import { configurationSchema } from "./configuration-schema.ts";
import type { JsonSchema } from "./json-schema.ts";
import { overrideSchema, yamlOverrideSchema } from "./override-schema.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const blocks = globSync("docs/*.md", { cwd: root }).flatMap((path) => readPage(root, path).blocks);

function compiled(schema: JsonSchema): ValidateFunction {
  // `patternErrorMessage` and `deprecationMessage` are words to editors.
  return new Ajv({ strict: false, allErrors: true }).compile(schema);
}

const isConfiguration = compiled(configurationSchema());
const isJsonOverride = compiled(overrideSchema());
const isYamlOverride = compiled(yamlOverrideSchema());

/** What a schema has against a text; empty when it fits. */
function objections(fits: ValidateFunction, text: string): string[] {
  fits(parse(text, { uniqueKeys: false, logLevel: "silent" }));
  return (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function engineErrors(text: string): string[] {
  const { problems } = parseConfig({ path: "macro-engine.yaml", text }, (path) => path);
  return problems.filter(({ severity }) => severity === "error").map(({ message }) => message);
}

/** The sample with every key switched on. */
const everyKey = sampleConfig().replaceAll(/^#(?=[a-z]| {2})/gm, "");

describe("macro-engine.yaml", () => {
  test("what init writes fits, as it is, empty, and with every key", () => {
    for (const text of [sampleConfig(), everyKey, "", "overrides: tighten-only", "policies: [a, b]", "api: {}"]) {
      expect(engineErrors(text)).toEqual([]);
      expect(objections(isConfiguration, text)).toEqual([]);
    }
  });

  test("examples of the documentation fit, mistaken ones do not", () => {
    const right = blocks.filter(({ kind }) => kind === "yaml config");
    const wrong = blocks.filter(({ kind }) => kind === "yaml config error");
    expect(right.length).toBeGreaterThan(3);
    expect(wrong.length).toBeGreaterThan(0);
    for (const { text } of right) expect(objections(isConfiguration, text), text).toEqual([]);
    for (const { text } of wrong) expect(objections(isConfiguration, text), text).not.toEqual([]);
  });

  test("every key has its description, at every depth", () => {
    const described = (schema: JsonSchema | undefined, keys: readonly KeyInfo[]): void => {
      const inner = [schema, ...(schema?.anyOf ?? [])].find((each) => each?.properties !== undefined);
      for (const { key, description, form } of keys) {
        const found = inner?.properties?.[key];
        expect(found?.description?.toLowerCase(), key).toBe(description.toLowerCase());
        if (form.kind === "section") described(found, form.keys);
      }
    };
    described(configurationSchema(), configuration.form.keys);
  });

  test("what the engine refuses by its kind, the schema refuses too", () => {
    for (const { key, form } of configuration.form.keys) {
      for (const written of unfitting(form)) {
        const text = `${key}: ${written}`;
        expect(engineErrors(text), text).not.toEqual([]);
        expect(objections(isConfiguration, text), text).not.toEqual([]);
      }
    }
    for (const text of ["nothing: 1", "store: { nothing: 1 }", "sources: [{ kind: latency }]", "channels: { a: {} }"]) {
      expect(engineErrors(text), text).not.toEqual([]);
      expect(objections(isConfiguration, text), text).not.toEqual([]);
    }
  });

  test("whatever the engine accepts of changed samples, the schema accepts", () => {
    let accepted = 0;
    for (let seed = 0; seed < 250; seed++) {
      const random = randomFrom(seed);
      const text = changed(everyKey, random.below, random.pick);
      if (engineErrors(text).length > 0) continue;
      accepted += 1;
      expect(objections(isConfiguration, text), text).toEqual([]);
    }
    expect(accepted).toBeGreaterThan(40);
  });

  test.each([
    "1s",
    "1m30s",
    "0",
    "1.5h",
    "1d2h3m4s5ms6us",
    "1_000ms",
    "1s30m",
    "1s1s",
    "5",
    "s",
    "",
    "1 s",
    "-1s",
    "1m5",
  ])("a duration %j is one for both or for none", (text) => {
    const line = `cancel: {}\nstaleness: { fps: ${JSON.stringify(text)} }`;
    const tooLittle = engineErrors(line).some((message) => message.includes("too little"));
    const refused = engineErrors(line).length > 0 && !tooLittle;
    expect(objections(isConfiguration, line).length > 0).toBe(refused);
  });
});

/** Values that no key of this form takes. */
function unfitting(form: Form): string[] {
  const group = "{ a: { b: [1] } }";
  switch (form.kind) {
    case "text":
    case "path":
    case "zone":
      return [group, "[a]", "5", "true"];
    case "flag":
      return [group, "5", '"true"'];
    case "quantity":
      return [group, "[1s]", "true", "5", "5 s", "much"];
    case "whole":
      return [group, "text", "1.5"];
    case "choice":
      return [group, "nonsense", "5"];
    case "list":
      return [group, "text", "5"];
    case "map":
    case "section":
      return ["[a]", "5", "text"];
    case "either":
      return [group, "5", "[5]"];
    case "variants":
      return ["{ kind: nonsense }", "5"];
  }
}

/** One to three values, keys or lines of a text put elsewhere, doubled, emptied or left out. */
function changed(text: string, below: (most: number) => number, pick: <T>(list: readonly T[]) => T): string {
  const lines = text.split("\n");
  const values = ["1s", "1m30s", "0", "5", "true", "null", "", "text", "[a]", "{}", "[]", '"5"', "80%", "1GiB", "safe"];
  for (let left = 1 + below(3); left > 0; left--) {
    const at = below(lines.length);
    const line = lines[at]!;
    if (below(3) === 0) lines.splice(at, 1);
    else if (below(2) === 0) lines[at] = line.replace(/: .*$/, `: ${pick(values)}`);
    else lines[at] = line.replace(/[^:,{}[\]\s]+(?=[,}\]]|$)/, pick(values));
  }
  return lines.join("\n");
}

describe("override files", () => {
  const fits = (path: string, text: string) =>
    objections(path.endsWith(".json") ? isJsonOverride : isYamlOverride, text);

  test("examples of the documentation fit", () => {
    const yaml = blocks.filter(({ kind }) => kind === "yaml override");
    const json = blocks.filter(({ kind }) => kind === "json override");
    expect(yaml.length).toBeGreaterThan(1);
    expect(json.length).toBeGreaterThan(0);
    for (const { text } of yaml) expect(fits("a.yaml", text), text).toEqual([]);
    for (const { text } of json) expect(fits("a.json", text), text).toEqual([]);
  });

  const folders = globSync("test/corpus/overrides*", { cwd: root });
  test.each(folders)("%s: what the language accepts fits", (folder) => {
    const read = (path: string) => ({ path, text: readFileSync(`${root}/${path}`, "utf8") });
    const files = globSync(`${folder}/*.macropolicy`, { cwd: root }).map(read);
    const overrides = globSync(`${folder}/overrides/*`, { cwd: root }).map(read);
    expect(overrides.length).toBeGreaterThan(0);
    for (const override of overrides) {
      const { diagnostics } = analyze({ files, overrides: [override] });
      const broken = diagnostics.some(({ file, code }) => file === override.path && code === "syntax-error");
      // A schema cannot know names, nor what the params and rules of a profile are.
      const known = /unknown-(param|rule|profile)|unit-mismatch|missing-unit|duplicate|misplaced/;
      const wrong = diagnostics.filter(({ file, code }) => file === override.path && !known.test(code));
      if (!broken && wrong.length === 0 && !diagnostics.some(({ code }) => code === "misplaced-setting")) {
        expect(fits(override.path, override.text), basename(override.path)).toEqual([]);
      }
    }
  });

  test.each([
    ["a.yaml", "profiles: { heal: { levle: safe } }"],
    ["a.yaml", "profiles: { heal: { level: mild } }"],
    ["a.yaml", "profiles: { heal: { grace: 5 } }"],
    ["a.yaml", "profiles: { heal: { rules: { lag: { enabled: 1 } } } }"],
    ["a.yaml", "profiles: { heal: { rules: { lag: { action: kill } } } }"],
    ["a.yaml", "profiles: { heal: { set: { cpu_usage_max: [95%] } } }"],
    ["a.json", '{ "heal": { "max_duration": "60s" } }'],
    ["a.json", '{ "heal": { "performance_thresholds": { "cpu": 5 } } }'],
    ["a.json", '{ "heal": { "safety_level": "mild" } }'],
  ])("%s: %s does not fit, and is an error of the language", (path, text) => {
    const policy = "profile heal { param cpu_usage_max = 90% rule lag: warn when cpu.usage > cpu_usage_max }";
    const { diagnostics } = analyze({ files: [{ path: "p.macropolicy", text: policy }], overrides: [{ path, text }] });
    expect(diagnostics).not.toEqual([]);
    expect(fits(path, text)).not.toEqual([]);
  });
});
