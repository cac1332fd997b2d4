/** What a key's value may look like: each form reads itself from YAML and describes itself for docs and schema. */

import { type NumericDimension, nearest, type Span } from "@macro-engine/dsl";
import { isMap, isScalar, isSeq, type Node } from "yaml";
import type { Secret } from "./config.ts";
import { meantBy } from "./problem.ts";
import { parseQuantity } from "./quantity.ts";
import { kindOf, type Reader } from "./reader.ts";

/** What a value looks like, for docs, `init` and the JSON schema. */
export type Form =
  | { readonly kind: "text" | "path" | "flag" | "zone" }
  | { readonly kind: "quantity"; readonly dimension: NumericDimension; readonly example: string }
  | { readonly kind: "whole"; readonly least: number; readonly most: number }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | { readonly kind: "list" | "map"; readonly of: Form; readonly least?: number }
  | { readonly kind: "either"; readonly forms: readonly Form[] }
  | {
      readonly kind: "section";
      readonly keys: readonly KeyInfo[];
      /** A single value that stands for the group. */
      readonly short?: Form;
    }
  | { readonly kind: "variants"; readonly variants: Readonly<Record<string, readonly KeyInfo[]>> };

export interface KeyInfo {
  readonly key: string;
  readonly description: string;
  /** As one would write it; null: none, or not one that can be written down. */
  readonly fallback: string | null;
  /** A value in YAML, for docs and `init`; the fallback where there is one. */
  readonly example: string;
  readonly required: boolean;
  readonly form: Form;
}

/** Reads a value of one form. Null when it does not fit; the reader then holds the reason. */
export interface Shape<T> {
  readonly form: Form;
  read(reader: Reader, node: Node | null, at: Span): T | null;
}

function wrong(reader: Reader, node: Node | null, at: Span, message: string, meant: readonly string[] = []): null {
  reader.report(reader.spanOf(node, at), "wrong-value", message, { meant });
  return null;
}

export const text: Shape<string> = {
  form: { kind: "text" },
  read(reader, node, at) {
    if (isScalar(node) && typeof node.value === "string" && node.value !== "") return node.value;
    const fix = isScalar(node) && node.value !== null ? `write "${String(node.value)}" in quotes` : "write one";
    return wrong(reader, node, at, `a text is needed here, not ${kindOf(node)}; ${fix}`);
  },
};

const secretSources = ["env", "file"] as const;

/** A text that is kept to itself: written here, or `{ env: NAME }`, or `{ file: PATH }`. */
export const secret: Shape<Secret> = {
  form: {
    kind: "either",
    forms: [
      { kind: "text" },
      {
        kind: "section",
        keys: secretSources.map((key) => ({
          key,
          description: key === "env" ? "the environment variable that holds it" : "the file that holds it",
          fallback: null,
          example: key === "env" ? "MACRO_ENGINE_SECRET" : "./secret.txt",
          required: false,
          form: { kind: key === "env" ? "text" : "path" },
        })),
      },
    ],
  },
  read(reader, node, at) {
    if (!isMap(node)) {
      const written = text.read(reader, node, at);
      return written === null ? null : { kind: "written", text: written };
    }
    const [entry, another] = reader.entries(node);
    if (entry === undefined || another !== undefined || !secretSources.some((source) => source === entry.key)) {
      const message = "a secret is a text, or comes from one place: { env: NAME } or { file: PATH }";
      return wrong(reader, node, at, message);
    }
    const where = entry.key === "env" ? text : path;
    const found = where.read(reader, entry.value, entry.keySpan);
    if (found === null) return null;
    return entry.key === "env" ? { kind: "env", name: found } : { kind: "file", path: found };
  },
};

/** A secret that is a URL: where it is written here, it is looked at; else when it is used. */
export const secretUrl: Shape<Secret> = {
  form: secret.form,
  read(reader, node, at) {
    const found = secret.read(reader, node, at);
    if (found?.kind !== "written" || isHttpUrl(found.text)) return found;
    return wrong(
      reader,
      node,
      at,
      "this is no URL; write one that begins with https://, or { env: NAME }, { file: PATH }",
    );
  },
};

function isHttpUrl(written: string): boolean {
  const url = URL.parse(written);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:");
}

/** A path, relative to the configuration's folder. */
export const path: Shape<string> = {
  form: { kind: "path" },
  read(reader, node, at) {
    const written = text.read(reader, node, at);
    if (written === null) return null;
    const absolute = reader.absolute(written);
    reader.paths.push({ path: absolute, span: reader.spanOf(node, at) });
    return absolute;
  },
};

export const flag: Shape<boolean> = {
  form: { kind: "flag" },
  read(reader, node, at) {
    if (isScalar(node) && typeof node.value === "boolean") return node.value;
    return wrong(reader, node, at, `true or false is needed here, not ${kindOf(node)}`);
  },
};

export function whole(least: number, most: number): Shape<number> {
  return {
    form: { kind: "whole", least, most },
    read(reader, node, at) {
      const value = isScalar(node) ? node.value : null;
      if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
      return wrong(reader, node, at, `a whole number from ${least} to ${most} is needed here, not ${kindOf(node)}`);
    },
  };
}

/** A quantity in base units, at least `least` of them. */
export function quantity(dimension: NumericDimension, example: string, least = "0"): Shape<number> {
  return {
    form: { kind: "quantity", dimension, example },
    read(reader, node, at) {
      const value = isScalar(node) ? node.value : null;
      if (typeof value !== "string" && typeof value !== "number")
        return wrong(reader, node, at, `a quantity such as ${example} is needed here, not ${kindOf(node)}`);
      const parsed = parseQuantity(String(value), dimension, example);
      if ("problem" in parsed) return wrong(reader, node, at, parsed.problem, parsed.meant);
      const floor = parseQuantity(least, dimension, example);
      if ("value" in floor && parsed.value < floor.value)
        return wrong(reader, node, at, `${String(value)} is too little; write at least ${least}`);
      return parsed.value;
    },
  };
}

export function choice<const C extends string>(choices: readonly C[]): Shape<C> {
  return {
    form: { kind: "choice", choices },
    read(reader, node, at) {
      const value = isScalar(node) ? node.value : null;
      const found = choices.find((candidate) => candidate === value);
      if (found !== undefined) return found;
      const near = typeof value === "string" ? nearest(value, choices) : null;
      const said =
        typeof value === "string" ? `\`${value}\` is not one of the choices` : `${kindOf(node)} does not fit`;
      const hint = near === null ? `write one of ${choices.join(", ")}` : `did you mean \`${near}\`?`;
      return wrong(reader, node, at, `${said}; ${hint}`, meantBy(near));
    },
  };
}

export function listOf<T>(item: Shape<T>, least = 0): Shape<readonly T[]> {
  return {
    form: { kind: "list", of: item.form, least },
    read(reader, node, at) {
      if (!isSeq(node)) return wrong(reader, node, at, `a list is needed here, not ${kindOf(node)}`);
      const items = node.items.map((element) => item.read(reader, reader.resolved(element as Node), at));
      if (items.length < least) return wrong(reader, node, at, "the list is empty; it needs an entry");
      return items.some((element) => element === null) ? null : (items as T[]);
    },
  };
}

/** One, or a list of them. */
export function oneOrMore<T>(item: Shape<T>): Shape<readonly T[]> {
  const list = listOf(item, 1);
  return {
    form: { kind: "either", forms: [item.form, list.form] },
    read(reader, node, at) {
      if (isSeq(node)) return list.read(reader, node, at);
      const one = item.read(reader, node, at);
      return one === null ? null : [one];
    },
  };
}

/** Values by names of the user's choosing; `checkName` may object to one. */
export function mapOf<T>(
  item: Shape<T>,
  checkName?: (reader: Reader, name: string, at: Span) => void,
): Shape<Readonly<Record<string, T>>> {
  return {
    form: { kind: "map", of: item.form },
    read(reader, node, at) {
      if (!isMap(node)) return wrong(reader, node, at, `names with values are needed here, not ${kindOf(node)}`);
      const found: [string, T][] = [];
      let whole = true;
      for (const { key, keySpan, value } of reader.entries(node)) {
        checkName?.(reader, key, keySpan);
        const read = item.read(reader, value, keySpan);
        if (read === null) whole = false;
        else found.push([key, read]);
      }
      return whole ? Object.fromEntries(found) : null;
    },
  };
}
