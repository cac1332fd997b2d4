/** What may be written at a place of an override file or of the configuration. */

import type { Source } from "@macro-engine/dsl";
import type { PolicyView } from "../../../workspace/policy-view.ts";
import { type Completion, escaped, type Item } from "../item.ts";
import { configurationShape } from "./configuration-shape.ts";
import { overridesShape } from "./overrides-shape.ts";
import type { YamlKey, YamlShape } from "./shape.ts";
import { type YamlCursor, yamlCursorsAt } from "./yaml-cursor.ts";

/** Null where nothing can be offered. `trigger`: the character that was typed, where it was what asked. */
export function completeYaml(
  view: PolicyView,
  source: Source,
  offset: number,
  trigger: string | null,
): Completion | null {
  const root = view.kindOf(source.path) === "overrides" ? overridesShape(view) : configurationShape(view);
  for (const cursor of yamlCursorsAt(source, offset)) {
    if (!isMeant(cursor, trigger)) continue;
    const items = itemsAt(root, cursor);
    if (items !== null)
      return { span: cursor.word, cursor: offset, items: [...items].sort((a, b) => a.order - b.order) };
  }
  return null;
}

/** A blank before a key indents. */
function isMeant({ isKey, isQuoted }: YamlCursor, trigger: string | null): boolean {
  switch (trigger) {
    case null:
    case ".":
      return true;
    case " ":
      return !isKey && !isQuoted;
    default:
      return trigger === '"' && isQuoted;
  }
}

/** Null where the shape has no such place. */
function itemsAt(root: YamlShape, cursor: YamlCursor): readonly Item[] | null {
  let shape: YamlShape | null = root;
  let maps = 0;
  for (const step of cursor.path) {
    if (shape?.kind === "list" && typeof step === "number") shape = shape.of;
    else if (shape?.kind === "map" && typeof step === "string")
      shape = shape.of(step, cursor.around[maps++] ?? new Map());
    else return null;
  }
  if (shape === null) return null;
  if (!cursor.isKey) return shape.kind === "value" ? shape.items().map((each) => valueText(each, cursor)) : null;
  if (shape.kind !== "map") return null;
  const siblings = cursor.around.at(-1) ?? new Map<string, string>();
  const keys = shape.keys(siblings).filter(({ item }) => !siblings.has(item.label));
  return keys.map((each) => keyItem(each, cursor));
}

/** With what stands between it and its value, where that is not there yet. */
function keyItem({ item, isBlock }: YamlKey, { isQuoted, isFlow, isJson, hasColon }: YamlCursor): Item {
  const quoted = isJson && !isQuoted ? `"${item.label}"` : item.label;
  if (hasColon || isQuoted) return { ...item, text: quoted };
  const text = `${quoted}:${isBlock && !isFlow && !isJson ? "" : " "}`;
  return isBlock && !isFlow && !isJson ? { ...item, text, snippet: `${escaped(text)}\n  $0` } : { ...item, text };
}

function valueText(item: Item, { isJson, isQuoted }: YamlCursor): Item {
  const isPlain = /^(?:true|false|[0-9]+)$/.test(item.text);
  return isJson && !isQuoted && !isPlain
    ? { ...item, text: `"${item.text}"`, snippet: null }
    : { ...item, snippet: null };
}
