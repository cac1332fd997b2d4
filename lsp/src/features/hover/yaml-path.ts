/** Where an offset stands in a YAML or JSON text: the keys on the way to it. */

import { remembered, type Source, type Span } from "@macro-engine/dsl";
import { isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";

export interface YamlSpot {
  /** Keys from the root; places in lists as numbers. */
  readonly path: readonly (string | number)[];
  /** At the last key itself, else at its value. */
  readonly atKey: boolean;
  readonly span: Span;
  /** The plain values of the maps on the way, by key, outermost first. */
  readonly around: readonly ReadonlyMap<string, string>[];
}

const rootOf = remembered((source: Source): Node | null => {
  try {
    return (
      (parseDocument(source.text, { prettyErrors: false, uniqueKeys: false, logLevel: "silent" })
        .contents as Node | null) ?? null
    );
  } catch {
    // The library gives up on some texts (nesting that ends its stack) by throwing.
    return null;
  }
});

/** Null where there is neither key nor value. */
export function yamlSpotAt(source: Source, offset: number): YamlSpot | null {
  const path: (string | number)[] = [];
  const around: ReadonlyMap<string, string>[] = [];
  let node: Node | null = rootOf(source);
  while (node !== null) {
    if (isScalar(node)) {
      const span = spanOf(node);
      return span !== null && touches(span, offset) ? { path, atKey: false, span, around } : null;
    }
    if (isMap(node)) {
      around.push(scalarsOf(node.items as { key: unknown; value: unknown }[]));
      let next: Node | null = null;
      for (const { key, value } of node.items as { key: unknown; value: unknown }[]) {
        if (!isScalar(key)) continue;
        const keySpan = spanOf(key);
        if (keySpan !== null && touches(keySpan, offset)) {
          return { path: [...path, String(key.value)], atKey: true, span: keySpan, around };
        }
        const valueSpan = value === null ? null : spanOf(value as Node);
        if (valueSpan === null || !touches(valueSpan, offset)) continue;
        path.push(String(key.value));
        next = value as Node;
        break;
      }
      node = next;
    } else if (isSeq(node)) {
      const index: number = (node.items as Node[]).findIndex((item) => {
        const span = spanOf(item);
        return span !== null && touches(span, offset);
      });
      if (index < 0) return null;
      path.push(index);
      node = node.items[index] as Node;
    } else return null;
  }
  return null;
}

function scalarsOf(items: readonly { readonly key: unknown; readonly value: unknown }[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { key, value } of items)
    if (isScalar(key) && isScalar(value)) found.set(String(key.value), String(value.value));
  return found;
}

function spanOf(node: Node): Span | null {
  return node?.range ? { start: node.range[0], end: node.range[1] } : null;
}

function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
