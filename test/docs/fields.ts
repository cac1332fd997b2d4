/** Tables of JSON fields in the documentation, held against JSON that the program printed. */

import { codeIn, type Page } from "./page.ts";

interface Field {
  /** What it may be: `text`, `number`, `true/false`, `list`, `group`, `null`, or a literal text in quotes. */
  readonly kinds: readonly string[];
  readonly mayBeAbsent: boolean;
}

/** By path: `end.kind`, `macros[].rules[].state`. */
export type Fields = ReadonlyMap<string, Field>;

const kinds = ["text", "number", "true/false", "list", "group", "null"];

/** The fields in the tables under a heading that names `name` in backticks, those of `shared` headings before. */
export function fieldsUnder(page: Page, name: string): Fields {
  const fields = new Map<string, Field>();
  const tables = page.tables.filter(
    ({ heading, columns }) => columns[0] === "field" && codeIn(heading).some((code) => code === name),
  );
  if (tables.length === 0) throw new Error(`${page.path} has no table of fields under a heading with \`${name}\``);
  for (const [names = "", is = ""] of tables.flatMap(({ rows }) => rows)) {
    for (const path of codeIn(names)) fields.set(path, fieldOf(is, `${page.path}: ${path}`));
  }
  return fields;
}

function fieldOf(is: string, where: string): Field {
  const found = is
    .replace("(may be absent)", "")
    .split(/,| or /)
    .map((kind) => kind.replaceAll("`", "").trim())
    .filter((kind) => kind !== "");
  const unknown = found.filter((kind) => !kinds.includes(kind) && !/^".*"$/.test(kind));
  if (unknown.length > 0) throw new Error(`${where}: ${unknown.join(", ")} is no kind of value`);
  return { kinds: found, mayBeAbsent: is.includes("(may be absent)") };
}

/** Where a value and its documentation differ, in words; empty when they agree. */
export function differences(value: object, fields: Fields, at = ""): string[] {
  const found: string[] = [];
  const inside = [...fields.keys()].filter((path) => path.startsWith(at) && /^\w+$/.test(path.slice(at.length)));
  for (const path of inside) {
    const key = path.slice(at.length);
    const field = fields.get(path)!;
    if (!(key in value)) {
      if (!field.mayBeAbsent) found.push(`${path} is documented and absent`);
      continue;
    }
    const part = (value as Record<string, unknown>)[key];
    if (!field.kinds.some((kind) => kind === kindOf(part) || kind === JSON.stringify(part))) {
      found.push(`${path} is ${JSON.stringify(part)}, documented as ${field.kinds.join(" or ")}`);
    }
    found.push(...differencesInside(part, fields, path));
  }
  for (const key of Object.keys(value)) if (!fields.has(at + key)) found.push(`${at}${key} is not documented`);
  return found;
}

function differencesInside(part: unknown, fields: Fields, path: string): string[] {
  const isDescribed = (prefix: string) => [...fields.keys()].some((other) => other.startsWith(prefix));
  if (Array.isArray(part) && isDescribed(`${path}[].`)) {
    return part.flatMap((item: object) => differences(item, fields, `${path}[].`));
  }
  if (kindOf(part) === "group" && isDescribed(`${path}.`)) return differences(part as object, fields, `${path}.`);
  return [];
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "true/false";
  return typeof value === "object" ? "group" : "number";
}
