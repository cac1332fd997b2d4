/** What `macro-engine.yaml` may hold: its keys as the engine reads them, and the names of the set that it speaks of. */

import { allLintCodes, lintCategories, lintRules } from "@macro-engine/dsl";
import { configuration } from "../../../../../engine/src/config/keys.ts";
import type { Form, KeyInfo } from "../../../../../engine/src/config/setting.ts";
import type { PolicyView } from "../../../workspace/policy-view.ts";
import { keyText } from "../../hover/configuration.ts";
import { type Item, item } from "../item.ts";
import { bodyItem, metricItem } from "../names.ts";
import { zoneItems } from "../zones.ts";
import type { YamlKey, YamlShape } from "./shape.ts";

export function configurationShape(view: PolicyView): YamlShape {
  return shapeOf(view, configuration.form, [], null);
}

/** `path`: the keys that lead there, `*` for names and places. */
function shapeOf(view: PolicyView, form: Form, path: readonly string[], info: KeyInfo | null): YamlShape {
  switch (form.kind) {
    case "section":
      return sectionShape(view, () => form.keys, path);
    case "variants": {
      const kinds = Object.keys(form.variants);
      const keys = (siblings: ReadonlyMap<string, string>) => form.variants[siblings.get("kind") ?? ""] ?? [];
      return withKind(kinds, sectionShape(view, keys, path));
    }
    case "map":
      return {
        kind: "map",
        keys: () => namesAt(view, path).map((each) => ({ item: each, isBlock: isBlock(form.of) })),
        of: () => shapeOf(view, form.of, [...path, "*"], null),
      };
    case "list":
      return { kind: "list", of: shapeOf(view, form.of, [...path, "*"], info) };
    case "either":
      return shapeOf(view, likeliest(form.forms), path, info);
    default:
      return { kind: "value", items: () => valuesAt(view, form, path, info) };
  }
}

/** Of forms that a value may have: a group of keys, of which there is most to say, and a list least of all. */
function likeliest(forms: readonly Form[]): Form {
  const rank = ({ kind }: Form) => (kind === "section" ? 0 : kind === "list" ? 2 : 1);
  return [...forms].sort((a, b) => rank(a) - rank(b))[0]!;
}

function sectionShape(
  view: PolicyView,
  keys: (siblings: ReadonlyMap<string, string>) => readonly KeyInfo[],
  path: readonly string[],
): YamlShape {
  return {
    kind: "map",
    keys: (siblings) => keys(siblings).map(keyOf),
    of(name, siblings) {
      const info = keys(siblings).find(({ key }) => key === name);
      return info === undefined ? null : shapeOf(view, info.form, [...path, name], info);
    },
  };
}

function keyOf(info: KeyInfo, index: number): YamlKey {
  const detail = info.required ? "required" : info.fallback === null || info.fallback === "{}" ? null : info.fallback;
  const about = { kind: "markdown", text: keyText(info) } as const;
  return { item: item("key", info.key, index / 100, { detail, about }), isBlock: isBlock(info.form) };
}

function isBlock({ kind }: Form): boolean {
  return kind === "section" || kind === "variants" || kind === "map" || kind === "list";
}

/** A group of keys of which `kind` says what it is. */
function withKind(kinds: readonly string[], rest: YamlShape): YamlShape {
  const kindKey: YamlKey = { item: item("key", "kind", -1, { detail: "required" }), isBlock: false };
  const values = kinds.map((kind, index) => item("value", kind, index));
  if (rest.kind !== "map") return rest;
  return {
    kind: "map",
    keys: (siblings) => [kindKey, ...rest.keys(siblings)],
    of: (name, siblings) => (name === "kind" ? { kind: "value", items: () => values } : rest.of(name, siblings)),
  };
}

/** Names of the user's choosing that are known to mean something. */
function namesAt(view: PolicyView, path: readonly string[]): Item[] {
  const { names } = view.analysis;
  switch (path.join(".")) {
    case "staleness":
    case "sources.*.metrics":
      return [...names.metrics.values()].map((symbol, index) => metricItem(view, symbol, index / 1000));
    case "lint.levels":
      return lintNames();
    case "macros":
      return profileItems(view);
    default:
      return [];
  }
}

function profileItems(view: PolicyView): Item[] {
  const profiles = [...view.analysis.names.bodies.values()].filter(({ declaration }) => declaration.kind === "profile");
  return profiles.map((symbol, index) => bodyItem(symbol, index / 1000));
}

function lintNames(): Item[] {
  return [
    ...lintCategories.map((name, index) => item("value", name, index / 10, { detail: "category" })),
    ...allLintCodes.map((name) =>
      item("lint-code", name, 1, { detail: lintRules[name].summary, about: { kind: "lint-code", name } }),
    ),
  ];
}

function valuesAt(view: PolicyView, form: Form, path: readonly string[], info: KeyInfo | null): readonly Item[] {
  if (path.join(".") === "macros.*.profile") return profileItems(view);
  if (path.join(".") === "lint.ignore.*.codes.*") return lintNames();
  switch (form.kind) {
    case "choice":
      return form.choices.map((choice, index) => valueItem(choice, index, info));
    case "flag":
      return ["true", "false"].map((flag, index) => valueItem(flag, index, info));
    case "zone":
      return zoneItems();
    case "quantity":
      return [valueItem(form.example, 0, info)];
    default:
      return info === null || isBlock(info.form) || info.example.includes("\n")
        ? []
        : [valueItem(info.example, 0, info)];
  }
}

function valueItem(text: string, order: number, info: KeyInfo | null): Item {
  return item("value", text, order, { detail: text === info?.fallback ? "the default" : null });
}
