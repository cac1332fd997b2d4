/** Walks the parsed YAML with its positions and gathers every problem found on the way. */

import type { Source, Span } from "@macro-engine/dsl";
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import { type ConfigProblem, type ConfigProblemCode, type ProblemDetails, problemAt } from "./problem.ts";

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Node | null;
}

/** A path, absolute, and where it is written. */
export interface WrittenPath {
  readonly path: string;
  readonly span: Span;
}

/** Where relative paths of a configuration start is its host's to say: on a disk, at the file's folder. */
export type Absolute = (path: string) => string;

export class Reader {
  readonly problems: ConfigProblem[] = [];
  readonly paths: WrittenPath[] = [];
  readonly source: Source;
  /** Makes a path of the file absolute. */
  readonly absolute: Absolute;
  readonly #document: Document;
  readonly #lost = new Set<Node>();

  constructor(source: Source, absolute: Absolute, document: Document) {
    this.source = source;
    this.absolute = absolute;
    this.#document = document;
  }

  report(span: Span, code: ConfigProblemCode, message: string, details: ProblemDetails = {}): void {
    // A complaint about what is missing at the end points past it.
    const within = (offset: number) => Math.min(offset, this.source.text.length);
    const place = { start: within(span.start), end: within(span.end) };
    this.problems.push(problemAt(this.source, place, code, message, details));
  }

  /** The place of a node, or of its key where it has none. */
  spanOf(node: Node | null, key: Span): Span {
    const range = node?.range;
    return range && range[1] > range[0] ? { start: range[0], end: range[1] } : key;
  }

  /** The node itself, an alias followed; null, with a problem, where it names nothing. */
  resolved(node: Node | null): Node | null {
    if (!isAlias(node)) return node;
    const target = node.resolve(this.#document);
    if (target !== undefined) return target;
    // A group is asked for its entries more than once.
    if (!this.#lost.has(node)) {
      const message = `no \`&${node.source}\` stands before \`*${node.source}\``;
      this.report(this.spanOf(node, { start: 0, end: 0 }), "wrong-value", message);
    }
    this.#lost.add(node);
    return null;
  }

  entries(map: YAMLMap): Entry[] {
    return map.items.map((pair) => {
      const key = pair.key as Node;
      const range = key.range ?? [0, 0, 0];
      return {
        key: String(isScalar(key) ? key.value : key),
        keySpan: { start: range[0], end: range[1] },
        value: this.resolved((pair.value as Node | null) ?? null),
      };
    });
  }

  /** What was written, as plain data; null, with a problem, where aliases make it endless. */
  plain(node: Node, at: Span): unknown {
    try {
      const value: unknown = node.toJS(this.#document);
      JSON.stringify(value);
      return value;
    } catch {
      this.report(this.spanOf(node, at), "wrong-value", "aliases make this endless; write it out");
      return null;
    }
  }
}

/** How a message names what was written: "a list", "the number 5". */
export function kindOf(node: Node | null): string {
  if (isMap(node)) return "a group of keys";
  if (isSeq(node)) return "a list";
  const value = isScalar(node) ? node.value : null;
  if (value === null) return "nothing";
  if (typeof value === "string") return "a text";
  return `the ${typeof value} ${String(value)}`;
}
