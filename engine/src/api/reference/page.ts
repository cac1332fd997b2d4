/** The description of the API as a page: made here, without script, and with nothing from anywhere. */

import { type Html, h } from "../../page/html.ts";
import { style } from "../../page/style.ts";

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly additionalProperties?: Schema | boolean;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Operation {
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>;
}

/** As much of an OpenAPI document as the page shows. */
export interface ApiDescription {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export const referenceStyle = `${style}
details { margin: .5rem 0; } summary { cursor: pointer; }
h3 { overflow-wrap: anywhere; } .method { display: inline-block; min-width: 4.5rem; font-weight: 600; }
.get { color: var(--edge); } .post, .put { color: var(--warn); } .delete { color: var(--cancel); }
ul.fields { list-style: none; padding-left: 1rem; margin: 0; border-left: 1px solid var(--line); }
`;

/** `styleAt` is where `referenceStyle` is served. */
export function referencePage(described: ApiDescription, styleAt: string): string {
  const { title, version, description = "" } = described.info;
  const operations = Object.entries(described.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = (described.tags ?? []).map(({ name, description: about = "" }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    const routes = own.map(({ path, method, operation }) => route(path, method, operation));
    return h("section", { id: name }, h("h2", {}, name), h("p", { class: "soft" }, about), routes);
  });
  const links = (described.tags ?? []).map(({ name }) => h("a", { href: `#${name}` }, name));
  const raw = h("a", { href: "/openapi.json" }, "openapi.json");
  const body = h(
    "body",
    {},
    h("h1", {}, `${title} ${version}`),
    h("p", {}, description),
    h("nav", {}, links, raw),
    sections,
  );
  const head = h(
    "head",
    {},
    h("meta", { charset: "utf-8" }),
    h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    h("title", {}, `${title}: API`),
    h("link", { rel: "stylesheet", href: styleAt }),
  );
  return `<!DOCTYPE html>\n${h("html", { lang: "en" }, head, body).text}\n`;
}

function route(path: string, method: string, { summary, description = "", ...operation }: Operation): Html {
  const named = summary === `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`;
  return h(
    "article",
    {},
    h("h3", {}, h("span", { class: `method ${method}` }, method.toUpperCase()), " ", h("code", {}, path)),
    named ? null : h("p", {}, summary),
    description.split("\n\n").map((text) => h("p", { class: "soft" }, text)),
    parameters(operation.parameters ?? []),
    Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => content(`Body, ${type}`, schema)),
    Object.entries(operation.responses)
      .filter(([status]) => status !== "default")
      .flatMap(([status, { content: answers = {} }]) =>
        Object.entries(answers).map(([type, { schema }]) => content(`Answer ${status}, ${type}`, schema)),
      ),
  );
}

function parameters(list: NonNullable<Operation["parameters"]>): Html | null {
  if (list.length === 0) return null;
  const rows = list.map(({ name, in: where, required, description = "", schema }) =>
    h(
      "tr",
      {},
      h("td", {}, h("code", {}, name)),
      h("td", {}, required ? `${where}, required` : where),
      h("td", {}, typeOf(schema)),
      h("td", {}, description === "" ? (schema.description ?? "") : description),
    ),
  );
  const head = ["parameter", "in", "type", ""].map((text) => h("th", {}, text));
  return h("div", { class: "scroll" }, h("table", {}, h("tr", {}, head), rows));
}

function content(title: string, schema: Schema | undefined): Html | null {
  if (schema === undefined) return null;
  return h("details", {}, h("summary", {}, title, ": ", h("code", {}, typeOf(schema))), fields(schema));
}

/** What an object has, and the objects in it. */
function fields(schema: Schema): Html | null {
  const held = schema.items ?? schema.anyOf?.find(({ properties }) => properties !== undefined) ?? schema;
  if (held !== schema) return fields(held);
  const entries = Object.entries(schema.properties ?? {});
  if (entries.length === 0) return null;
  const items = entries.map(([name, field]) => {
    const optional = schema.required?.includes(name) ? "" : ", optional";
    const about = field.description ?? field.anyOf?.find(({ description }) => description)?.description;
    const told = about === undefined ? null : h("span", {}, ` ${about}`);
    return h(
      "li",
      {},
      h("code", {}, name),
      " ",
      h("span", { class: "soft" }, typeOf(field) + optional),
      told,
      fields(field),
    );
  });
  return h("ul", { class: "fields" }, items);
}

function typeOf(schema: Schema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(" or ");
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `list of ${schema.items === undefined ? "anything" : typeOf(schema.items)}`;
  const [values] = Object.values(schema.patternProperties ?? {});
  if (values !== undefined) return `object of ${typeOf(values)}`;
  return schema.type === undefined ? "anything" : [schema.type].flat().join(" or ");
}
