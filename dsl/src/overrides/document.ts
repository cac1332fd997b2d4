/** Override files as plain trees with positions. JSON is read as YAML, which contains it. */

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Scalar,
  visit,
  type YAMLParseError,
  type Node as YamlNode,
} from "yaml";
import type { Reporter } from "../check/reporter.ts";
import type { Source, Span } from "../syntax/source.ts";

export type OverrideNode = MapNode | ScalarNode | ListNode;

export interface MapNode {
  readonly kind: "map";
  readonly span: Span;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: OverrideNode;
}

export interface ScalarNode {
  readonly kind: "scalar";
  readonly span: Span;
  readonly value: string | number | boolean | null;
  /** As written, without quotes; "null" for whatever stands for nothing. */
  readonly text: string;
  /** Where `text` begins in the file; null when escapes or folding keep it from standing there as it is. */
  readonly textStart: number | null;
}

interface ListNode {
  readonly kind: "list";
  readonly span: Span;
}

const tooDeep = "it is nested too deeply";

/** The tree of a file; null when it is empty or cannot be read, which is reported. */
export function readDocument(source: Source, reporter: Reporter): OverrideNode | null {
  try {
    const document = parseDocument(source.text, { uniqueKeys: false, prettyErrors: false, logLevel: "error" });
    const [problem] = document.errors;
    if (problem !== undefined) {
      const [start, end] = problem.pos;
      reportUnreadable(source, reporter, clamp(source, { start, end }), sentenceOf(problem));
      return null;
    }
    return document.contents === null ? null : treeOf(source, targetsOf(document), document.contents, reporter);
  } catch (error) {
    // The library gives up on some texts (nesting that ends its stack) by throwing.
    const problem = error instanceof RangeError ? tooDeep : String(error);
    reportUnreadable(source, reporter, { start: 0, end: 0 }, problem);
    return null;
  }
}

/** The library's sentence, but where it speaks to programmers. */
function sentenceOf({ code, message }: YAMLParseError): string {
  if (code === "MULTIPLE_DOCS") return "it holds more than one document; keep one of them";
  if (code === "RESOURCE_EXHAUSTION") return tooDeep;
  const [line = ""] = message.split("\n");
  return line.replace(/[.:]$/, "");
}

function reportUnreadable({ path }: Source, reporter: Reporter, span: Span, problem: string): void {
  const format = /\.json$/i.test(path) ? "JSON" : "YAML";
  reporter.error(path, span, "syntax-error", "override-file", { format, problem });
}

function clamp({ text }: Source, { start, end }: Span): Span {
  const from = Math.max(0, Math.min(start, text.length));
  return { start: from, end: Math.max(from, Math.min(end, text.length)) };
}

type Targets = ReadonlyMap<YamlNode, YamlNode | undefined>;

/** What aliases stand for, found in one pass: the library's own way goes through the whole file for each. */
function targetsOf(document: Document): Targets {
  const anchored = new Map<string, YamlNode>();
  const targets = new Map<YamlNode, YamlNode | undefined>();
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) targets.set(node, anchored.get(node.source));
      else if (node.anchor !== undefined) anchored.set(node.anchor, node);
    },
  });
  return targets;
}

function treeOf(source: Source, targets: Targets, node: YamlNode, reporter: Reporter): OverrideNode | null {
  const span = spanOf(source, node);
  // Only the few levels that settings have are looked at, so aliases cannot multiply.
  const target = isAlias(node) ? targets.get(node) : node;
  if (isAlias(node) && target === undefined) {
    reportUnreadable(source, reporter, span, `no \`&${node.source}\` stands before \`*${node.source}\``);
  }
  if (isMap(target)) {
    const entries = lazily(() =>
      target.items.flatMap((pair) => {
        const key = pair.key as YamlNode | null;
        if (!isScalar(key)) {
          const what = "a key";
          reporter.error(source.path, key ? spanOf(source, key) : span, "syntax-error", "override-shape", {
            what,
            wanted: "a plain word",
          });
          return [];
        }
        const value = pair.value as YamlNode | null;
        const keySpan = spanOf(source, key);
        const tree = value === null ? emptyAt(keySpan) : treeOf(source, targets, value, reporter);
        return tree === null ? [] : [{ key: String(key.value), keySpan, value: tree }];
      }),
    );
    return {
      kind: "map",
      span,
      get entries() {
        return entries();
      },
    };
  }
  if (isSeq(target)) return { kind: "list", span };
  return isScalar(target) ? scalarOf(source, target, span) : null;
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function emptyAt(keySpan: Span): ScalarNode {
  return { kind: "scalar", span: keySpan, value: null, text: "null", textStart: null };
}

function scalarOf(source: Source, scalar: Scalar, span: Span): ScalarNode {
  const { value } = scalar;
  const written = source.text.slice(span.start, span.end);
  const text = value === null ? "null" : typeof value === "string" ? value : (scalar.source ?? written);
  const quotes = /^["']/.test(written) ? 1 : 0;
  const start = span.start + quotes;
  const standsThere = source.text.startsWith(text, start);
  const known = value === null || ["string", "number", "boolean"].includes(typeof value);
  return {
    kind: "scalar",
    span,
    value: known ? (value as ScalarNode["value"]) : String(value),
    text,
    textStart: standsThere ? start : null,
  };
}

function spanOf(source: Source, node: YamlNode): Span {
  const [start = 0, end = 0] = node.range ?? [];
  return clamp(source, { start, end });
}
