/** What is offered within quotes, and with its quotes where a string may stand. */

import type { Expected } from "@macro-engine/dsl";
import { type Item, item } from "./item.ts";
import type { Setting } from "./setting.ts";
import { textsOf } from "./values.ts";
import { comparedMetric } from "./wanted.ts";
import { zoneItems } from "./zones.ts";

/** Without their quotes; `expected` is where the string stands. */
export function stringItems(setting: Setting, expected: readonly Expected[]): Item[] {
  const rules = new Set(expected.flatMap((each) => each.rules));
  if (rules.has("scheduleRest")) return zoneItems();
  if (rules.has("matchMember")) return patternItems(setting);
  if (rules.has("textStep")) return setting.cursor.item[0]?.type === "start" ? startItems() : [];
  if (!rules.has("operand")) return [];
  return textsOf(setting, comparedMetric(setting)).map((text) => item("text", text, 2));
}

/** The same quoted, where no quote stands yet. */
export function quotedItems(setting: Setting, expected: readonly Expected[]): Item[] {
  const strings = expected.filter(({ type, rules }) => type === "String" && !rules.includes("operand"));
  return stringItems(setting, strings).map((each) => ({ ...each, label: `"${each.label}"`, text: `"${each.text}"` }));
}

/** Macros of the configuration, and the profile's own name with more behind it. */
function patternItems({ view, cursor, body }: Setting): Item[] {
  if (cursor.item[1]?.text === "process") return [];
  const macros = Object.keys(view.config.macros).map((name) => item("value", name, 1, { detail: "macro" }));
  const name = body?.symbol.name ?? "";
  return name === "" ? macros : [...macros, item("value", `${name}_*`, 0, { detail: "pattern" })];
}

function startItems(): Item[] {
  return [
    item("value", "2026-01-05T12:00:00Z", 0, { detail: "a Monday noon, the default" }),
    item("value", "2026-01-09T20:00:00Z", 1, { detail: "a Friday evening" }),
  ];
}
