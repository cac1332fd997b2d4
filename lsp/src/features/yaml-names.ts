/** The names of policies that override files and the configuration write down. */

import { remembered, type Source, type Span } from "@macro-engine/dsl";
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
import type { FileKind } from "../workspace/policy-view.ts";
import { indexed } from "./written-names.ts";

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

/** What a file that is no policy names. Of one that cannot be parsed, what comes before the mistake. */
export function yamlFile(source: Source, kind: Exclude<FileKind, "policy">): YamlFile {
  return kind === "overrides" ? overrideFile(source) : configurationFile(source);
}

const overrideFile = remembered((source: Source): YamlFile => {
  const reader = new YamlReader(source);
  const root = reader.map(reader.root);
  const isOwnForm = !/\.json$/i.test(source.path) || root?.items.some(({ key }) => keyText(key) === "profiles");
  if (isOwnForm) readSettings(reader);
  else readOriginal(reader);
  return reader.result();
});

const configurationFile = remembered((source: Source): YamlFile => {
  const reader = new YamlReader(source);
  reader.eachKey(reader.root, (_, key, value) => {
    if (key === "macros") readMacros(reader, value);
    else if (key === "channels") reader.eachKey(value, (channel) => reader.add(channel, "channel-key", null));
    else if (key === "staleness") reader.eachKey(value, (metric) => reader.add(metric, "metric-key", null));
    else if (key === "sources") readSources(reader, value);
    else readPaths(reader, key, value);
  });
  return reader.result();
});

function readSettings(reader: YamlReader): void {
  reader.eachKey(reader.valueOf(reader.root, "profiles"), (node, profile, settings) => {
    reader.add(node, "override-profile", null);
    reader.eachKey(reader.valueOf(settings, "set"), (param) => reader.add(param, "override-set", profile));
    reader.eachKey(reader.valueOf(settings, "rules"), (rule) => reader.add(rule, "override-rule", profile));
  });
}

function readOriginal(reader: YamlReader): void {
  reader.eachKey(reader.root, (node, macro, settings) => {
    reader.add(node, "original-macro", null);
    reader.eachKey(settings, (key, name, value) => {
      if (name === "macro_id" && keyText(value) === macro) reader.add(value as Scalar, "original-macro", null);
      else if (name === "discord_notify") reader.tellsDiscord = true;
      else if (name === "max_duration") reader.add(key, "original-limit", macro);
      else if (name === "performance_thresholds")
        reader.eachKey(value, (limit) => reader.add(limit, "original-limit", macro));
    });
  });
}

function readMacros(reader: YamlReader, macros: Node | null): void {
  reader.eachKey(macros, (_, name, settings) => {
    const profile = reader.valueOf(settings, "profile");
    reader.add(profile, "macro-profile", null);
    reader.macros.push({ name, profile: keyText(profile), room: reader.roomIn(settings) });
  });
}

function readSources(reader: YamlReader, sources: Node | null): void {
  for (const source of reader.items(sources)) {
    reader.eachKey(reader.valueOf(source, "metrics"), (metric) => reader.add(metric, "metric-key", null));
    reader.addPath(reader.valueOf(source, "path"));
  }
}

function readPaths(reader: YamlReader, key: string, value: Node | null): void {
  if (key === "policies") for (const path of reader.items(value)) reader.addPath(path);
  else if (key === "overrides") reader.addPath(reader.valueOf(value, "folder"));
  else if (key === "store" || key === "log") reader.addPath(reader.valueOf(value, "path"));
  else if (key === "lint") reader.addPath(reader.valueOf(value, "baseline"));
}

/** Follows a document without ever failing: what has another shape than was asked for is passed over. */
class YamlReader {
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

function keyText(node: unknown): string | null {
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

/** Words that YAML takes for something else than text, where they stand without quotes. */
export function isYamlWord(name: string): boolean {
  return /^(?:null|true|false)$/i.test(name);
}
