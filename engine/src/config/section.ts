/** Groups of known keys: defaults for what is absent, did-you-mean for what is unknown, and lists of variants by `kind`. */

import { nearest, type Span } from "@macro-engine/dsl";
import { isMap, isScalar, type Node, parseDocument, type YAMLMap } from "yaml";
import { meantBy } from "./problem.ts";
import { type Absolute, type Entry, kindOf, Reader } from "./reader.ts";
import type { Form, KeyInfo, Shape } from "./setting.ts";

/** A key of a section: its name in the file, what it is for, its value's shape and its default. */
export interface Key<T> {
  readonly info: KeyInfo;
  readonly shape: Shape<T & {}>;
  /** The value where the key is absent; undefined where it must not be. */
  initial(absolute: Absolute): T | undefined;
}

/** Keys by the property they become. */
export type Keys<T> = { readonly [P in keyof T]: Key<T[P]> };

/** A key with a default, given as one would write it. */
export function key<T extends {}>(name: string, description: string, shape: Shape<T>, fallback: string): Key<T> {
  return {
    info: { key: name, description, fallback, example: fallback, required: false, form: shape.form },
    shape,
    initial: (absolute) => readText(shape, fallback, absolute) ?? undefined,
  };
}

/** A key that may be absent, and is `initial` then. */
export function optional<T extends {}, I extends T | null>(
  name: string,
  description: string,
  shape: Shape<T>,
  given: { readonly initial: I; readonly example: string },
): Key<T | I> {
  return {
    info: { key: name, description, fallback: null, example: given.example, required: false, form: shape.form },
    shape: shape as Shape<(T | I) & {}>,
    initial: () => given.initial,
  };
}

export function required<T extends {}>(name: string, description: string, shape: Shape<T>, example: string): Key<T> {
  return {
    info: { key: name, description, fallback: null, example, required: true, form: shape.form },
    shape,
    initial: () => undefined,
  };
}

function readText<T>(shape: Shape<T>, yaml: string, absolute: Absolute): T | null {
  const document = parseDocument(yaml);
  const reader = new Reader({ path: "", text: yaml }, absolute, document);
  return shape.read(reader, document.contents as Node | null, { start: 0, end: 0 });
}

const isEmpty = (node: Node | null) => node === null || (isScalar(node) && node.value === null);

/** The shape of a group of keys, which knows them. */
export type Section<T> = Shape<T> & { readonly form: Form & { readonly kind: "section" } };

/** A group of keys. */
export function section<T extends object>(keys: Keys<T>): Section<T> {
  const list = Object.entries(keys) as [keyof T & string, Key<T[keyof T]>][];
  const names = list.map(([, { info }]) => info.key);
  return {
    form: { kind: "section", keys: list.map(([, { info }]) => info) },
    read(reader, node, at) {
      if (!isMap(node)) {
        const message = `a group of keys is needed here, not ${kindOf(node)}; known are ${names.join(", ")}`;
        reader.report(reader.spanOf(node, at), "wrong-value", message);
        return null;
      }
      const entries = reader.entries(node);
      for (const entry of entries) checkKnown(reader, entry, names);
      const found: Partial<T> = {};
      let whole = true;
      for (const [property, { info, shape, initial }] of list) {
        // A key that stands twice is a problem already; both values are checked all the same.
        const given = entries.filter((entry) => entry.key === info.key && !isEmpty(entry.value));
        const read = given.map((entry) => shape.read(reader, entry.value, entry.keySpan));
        const value = read.at(-1) ?? initial(reader.absolute);
        if (value !== undefined) found[property] = value as T[keyof T & string];
        else whole = false;
        if (given.length === 0 && info.required) reportAbsent(reader, node, at, info);
      }
      return whole ? (found as T) : null;
    },
  };
}

function reportAbsent(reader: Reader, map: YAMLMap, at: Span, { key: name, description, example }: KeyInfo): void {
  const first = map.items[0]?.key as Node | undefined;
  const message = `\`${name}\` is missing here; add ${description}, such as \`${name}: ${example}\``;
  reader.report(reader.spanOf(first ?? null, at), "missing-key", message);
}

function checkKnown(reader: Reader, entry: Entry, names: readonly string[]): void {
  if (names.includes(entry.key)) return;
  const near = nearest(entry.key, names);
  const hint = near === null ? `known here are ${names.join(", ")}` : `did you mean \`${near}\`?`;
  reader.report(entry.keySpan, "unknown-key", `\`${entry.key}\` is not a key of this section; ${hint}`, {
    meant: meantBy(near),
  });
}

/** A group of keys whose `kind` says which others it has. */
export function variants<T extends { readonly kind: string }>(
  table: {
    readonly [K in T["kind"]]: Keys<Omit<Extract<T, { kind: K }>, "kind">>;
  },
): Shape<T> {
  const kinds = Object.keys(table) as T["kind"][];
  const infos = (keys: object) => (Object.values(keys) as Key<unknown>[]).map(({ info }) => info);
  const kindKey = (kind: string) => required("kind", "which kind it is", anyKind(kind, kinds), kind);
  return {
    form: {
      kind: "variants",
      variants: Object.fromEntries(kinds.map((kind) => [kind, infos(table[kind])])),
    },
    read(reader, node, at) {
      const kind = readKind(reader, node, at, kinds);
      if (kind === null) return null;
      const keys = { kind: kindKey(kind), ...table[kind as T["kind"]] } as unknown as Keys<T>;
      return section<T>(keys).read(reader, node, at);
    },
  };
}

/** Stands for the `kind` that `readKind` has checked already. */
const anyKind = (kind: string, choices: readonly string[]): Shape<string> => ({
  form: { kind: "choice", choices },
  read: () => kind,
});

/** The `kind` of a group of keys, checked against those that there are. */
function readKind<K extends string>(reader: Reader, node: Node | null, at: Span, kinds: readonly K[]): K | null {
  const entry = isMap(node) ? reader.entries(node).find(({ key: name }) => name === "kind") : undefined;
  const value = entry && isScalar(entry.value) ? String(entry.value.value) : null;
  const found = kinds.find((kind) => kind === value);
  if (found !== undefined) return found;
  const near = value === null ? null : nearest(value, kinds);
  const hint = near === null ? `write one of ${kinds.join(", ")}` : `did you mean \`${near}\`?`;
  const span = entry ? reader.spanOf(entry.value, entry.keySpan) : reader.spanOf(node, at);
  if (entry === undefined) reader.report(span, "missing-key", `a \`kind\` is needed here; ${hint}`);
  else reader.report(span, "wrong-value", `\`${value}\` is no kind known here; ${hint}`, { meant: meantBy(near) });
  return null;
}
