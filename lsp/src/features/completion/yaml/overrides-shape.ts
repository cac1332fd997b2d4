/** What an override file may say of the profiles of the set. */

import { exactQuantity, type FlatBody, knownValues } from "@macro-engine/dsl";
import type { PolicyView } from "../../../workspace/policy-view.ts";
import { overrideKeyText } from "../../hover/overrides.ts";
import { type Item, type ItemKind, item } from "../item.ts";
import { bodyItem, flatParamDimension, ruleItem } from "../names.ts";
import { bodyNamed } from "../setting.ts";
import { levelItems, wordItem } from "../words.ts";
import type { YamlKey, YamlShape } from "./shape.ts";

export function overridesShape(view: PolicyView): YamlShape {
  return fixed({ profiles: { isBlock: true, shape: () => profilesShape(view) } });
}

interface FixedKey {
  readonly isBlock: boolean;
  readonly shape: () => YamlShape;
}

function fixed(table: Readonly<Record<string, FixedKey>>): YamlShape {
  const keys = Object.entries(table).map(([key, { isBlock }], index): YamlKey => {
    const text = overrideKeyText(key);
    const about = text === null ? null : ({ kind: "markdown", text } as const);
    return { item: item("key", key, index, { about }), isBlock };
  });
  return { kind: "map", keys: () => keys, of: (key) => (Object.hasOwn(table, key) ? table[key]!.shape() : null) };
}

function profilesShape(view: PolicyView): YamlShape {
  const profiles = [...view.analysis.names.bodies.values()].filter(({ declaration }) => declaration.kind === "profile");
  return {
    kind: "map",
    keys: () => profiles.map((symbol) => ({ item: bodyItem(symbol, 0), isBlock: true })),
    of(key) {
      const body = bodyNamed(view, key);
      return body === null ? null : profileShape(view, body);
    },
  };
}

function profileShape(view: PolicyView, body: FlatBody): YamlShape {
  return fixed({
    level: { isBlock: false, shape: () => values(levelItems()) },
    grace: { isBlock: false, shape: () => values(quantities(["5s", "2s", "0s"])) },
    cooldown: { isBlock: false, shape: () => values(quantities(["1m", "5m", "0s"])) },
    set: { isBlock: true, shape: () => paramsShape(view, body) },
    rules: { isBlock: true, shape: () => rulesShape(body) },
  });
}

function values(items: readonly Item[]): YamlShape {
  return { kind: "value", items: () => items };
}

function quantities(texts: readonly string[], kind: ItemKind = "quantity"): Item[] {
  return texts.map((text, index) => item(kind, text, index));
}

function paramsShape(view: PolicyView, body: FlatBody): YamlShape {
  const known = knownValues(view.analysis, body).params;
  const current = (name: string) => {
    const param = body.params.get(name);
    const value = known.get(name);
    const dimension = param === undefined ? "unknown" : flatParamDimension(view.analysis, param);
    return value === undefined || dimension === "unknown" ? null : exactQuantity(value, dimension);
  };
  return {
    kind: "map",
    keys: () =>
      [...body.params.keys()].map((name, index) => ({
        item: item("param", name, index / 1000, {
          detail: current(name),
          about: { kind: "param", name, body: body.symbol.name },
        }),
        isBlock: false,
      })),
    of(name) {
      const text = current(name);
      return text === null ? null : values([item("quantity", text, 0, { detail: "its value so far" })]);
    },
  };
}

function rulesShape(body: FlatBody): YamlShape {
  return {
    kind: "map",
    keys: () =>
      [...body.rules].map(([name, rule], index) => ({
        item: ruleItem(name, rule, body.symbol.name, index / 1000),
        isBlock: true,
      })),
    of: (name) =>
      body.rules.has(name)
        ? fixed({
            enabled: { isBlock: false, shape: () => values(quantities(["false", "true"], "value")) },
            action: { isBlock: false, shape: () => values(actions()) },
          })
        : null,
  };
}

function actions(): Item[] {
  const words = ["warn", "throttle", "pause", "cancel"].map((word, index) => wordItem(word, index));
  return [...words, item("value", "cancel all", 4)];
}
