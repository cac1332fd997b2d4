/** Walks YAML with its places and gathers names on the way. JSON is read as YAML, which contains it. */

import type { Source, Span } from "@macro-engine/dsl";
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
} from "yaml";
import { indexed } from "./name-index.ts";

export type YamlPlace =
  /** A profile that an override file changes. */
  | "override-profile"
  | "override-set"
  | "override-rule"
  /** A macro's id in a file of the original system: the profile of that name, where there is one. */
  | "original-macro"
  /** A limit in such a file: sets the param or stands for the rule of that name. Its names are fixed. */
  | "original-limit"
  /** `profile:` of a macro in the configuration. */
  | "macro-profile"
  | "channel-key"
  /** A metric in `staleness` or a source of the configuration. */
  | "metric-key";

export interface YamlName {
  readonly name: string;
  /** Without quotes. */
  readonly span: Span;
  readonly place: YamlPlace;
  /** The profile whose settings it stands in, as the file calls it. */
  readonly profile: string | null;
  readonly isQuoted: boolean;
}

/** A text value that names files. */
export interface YamlPath {
  readonly path: string;
  /** Without quotes. */
  readonly span: Span;
}

/** A macro that the configuration starts. */
export interface ConfiguredMacro {
  readonly name: string;
  /** The profile that it names itself. */
  readonly profile: string | null;
  /** Where a `profile:` could be written, and what follows it there; null where its settings are not written as a mapping. */
  readonly room: { readonly offset: number; readonly after: string } | null;
}

export interface YamlFile {
  readonly names: readonly YamlName[];
  readonly byName: ReadonlyMap<string, readonly YamlName[]>;
  /** Of the configuration. */
  readonly paths: readonly YamlPath[];
  readonly macros: readonly ConfiguredMacro[];
  /** There is a mistake in its form, behind which names may stand that are not found. */
  readonly isBroken: boolean;
  /** A file of the original system says whether the channel `discord` is told. */
  readonly tellsDiscord: boolean;
}

/** Follows a document without ever failing: what has another shape than was asked for is passed over. */
export class YamlReader {
  readonly root: Node | null;
  readonly macros: ConfiguredMacro[] = [];
  tellsDiscord = false;
  private readonly isBroken: boolean;
  private readonly source: Source;
  private readonly targets = new Map<Node, Node | undefined>();
  private readonly names = new Map<number, YamlName>();
  private readonly paths: YamlPath[] = [];

  constructor(source: Source) {
    this.source = source;
    const document = parsed(source.text);
    this.root = (document?.contents as Node | null | undefined) ?? null;
    this.isBroken = document === null || document.errors.length > 0;
    if (document !== null) this.findTargets(document);
  }

  private findTargets(document: Document): void {
    const anchored = new Map<string, Node>();
    visit(document, {
      Node: (_, node) => {
        if (isAlias(node)) this.targets.set(node, anchored.get(node.source));
        else if (node.anchor !== undefined) anchored.set(node.anchor, node);
      },
    });
  }

  map(node: Node | null): YAMLMap | null {
    const target = isAlias(node) ? this.targets.get(node) : node;
    return isMap(target) ? target : null;
  }

  eachKey(node: Node | null, visitEntry: (key: Scalar, name: string, value: Node | null) => void): void {
    for (const { key, value } of this.map(node)?.items ?? []) {
      const name = keyText(key);
      if (name !== null) visitEntry(key as Scalar, name, (value as Node | null) ?? null);
    }
  }

  valueOf(node: Node | null, wanted: string): Node | null {
    const found = this.map(node)?.items.find(({ key }) => keyText(key) === wanted);
    return (found?.value as Node | null | undefined) ?? null;
  }

  /** Those of a list; one value stands for a list of it. */
  items(node: Node | null): readonly Node[] {
    if (isSeq(node)) return node.items as Node[];
    return node === null ? [] : [node];
  }

  add(node: Node | null, place: YamlPlace, profile: string | null): void {
    const found = this.textOf(node);
    // Through an alias one key may stand in several profiles; the first one has it.
    if (found === null || this.names.has(found.span.start)) return;
    const { text: name, span, isQuoted } = found;
    this.names.set(span.start, { name, span, place, profile, isQuoted });
  }

  addPath(node: Node | null): void {
    const found = this.textOf(node);
    if (found !== null && found.text !== "") this.paths.push({ path: found.text, span: found.span });
  }

  /** Null for what does not stand there as it is read: escapes, folded lines. */
  private textOf(node: Node | null): { readonly text: string; readonly span: Span; readonly isQuoted: boolean } | null {
    const text = keyText(node);
    if (text === null) return null;
    const [from = 0, to = 0] = node!.range ?? [];
    const isQuoted = /^["']/.test(this.source.text[from] ?? "");
    const start = isQuoted ? from + 1 : from;
    const end = isQuoted ? to - 1 : to;
    if (this.source.text.slice(start, end) !== text) return null;
    return { text, span: { start, end }, isQuoted };
  }

  /** Where another key could be written into a mapping: before its first one. */
  roomIn(node: Node | null): ConfiguredMacro["room"] {
    if (!isMap(node)) return null;
    const first = node.items[0]?.key as Node | null | undefined;
    const offset = first?.range?.[0];
    if (offset === undefined) return null;
    if (node.flow === true) return { offset, after: ", " };
    const { text } = this.source;
    const indent = /[ \t]*$/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset))![0];
    return { offset, after: `${text.includes("\r\n") ? "\r\n" : "\n"}${indent}` };
  }

  result(): YamlFile {
    const { list: names, byName } = indexed([...this.names.values()]);
    const { paths, macros, isBroken, tellsDiscord } = this;
    return { names, byName, paths, macros, isBroken, tellsDiscord };
  }
}

export function keyText(node: unknown): string | null {
  return isScalar(node) && node.value !== null ? String(node.value) : null;
}

function parsed(text: string): Document | null {
  try {
    return parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  } catch {
    // The library gives up on some texts (nesting that ends its stack) by throwing.
    return null;
  }
}
