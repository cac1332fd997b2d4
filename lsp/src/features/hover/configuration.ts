/** What hovers say in `macro-engine.yaml`: of its keys, and of the names in it. */

import { isLintCode, type Source } from "@macro-engine/dsl";
import { configuration } from "../../../../engine/src/config/keys.ts";
import type { Form, KeyInfo } from "../../../../engine/src/config/setting.ts";
import type { PolicyView } from "../../workspace/policy-view.ts";
import type { Hover } from "../hover.ts";
import { code, paragraphs, prose } from "../markdown.ts";
import { bodyHover } from "./body.ts";
import { lintCodeHover } from "./lint-code.ts";
import { metricHover } from "./metric.ts";
import { type YamlSpot, yamlSpotAt } from "./yaml-path.ts";

export function configurationHover(view: PolicyView, source: Source, offset: number): Hover | null {
  const spot = yamlSpotAt(source, offset);
  if (spot === null) return null;
  const place = { file: source.path, span: spot.span };
  const word = source.text.slice(spot.span.start, spot.span.end).replace(/^["']|["']$/g, "");
  if (spot.path[0] === "lint" && isLintCode(word)) return { place, markdown: lintCodeHover(word), page: word };
  const markdown = namedHere(view, spot, word) ?? keyHover(spot);
  return markdown === null ? null : { place, markdown };
}

/** Metrics and profiles that the configuration names. */
function namedHere(view: PolicyView, { path, atKey }: YamlSpot, word: string): string | null {
  const { names } = view.analysis;
  const [section, , key] = path;
  if (
    (section === "staleness" && path.length === 2 && atKey) ||
    (section === "sources" && key === "metrics" && atKey)
  ) {
    const symbol = names.metrics.get(word);
    if (symbol !== undefined) return metricHover(view, symbol);
  }
  if (section !== "macros" || key !== "profile" || atKey) return null;
  const symbol = names.bodies.get(word);
  return symbol === undefined ? null : bodyHover(view, symbol);
}

function keyHover({ path, around }: YamlSpot): string | null {
  const info = infoAt(path, around);
  return info === null ? null : keyText(info);
}

/** What a key of the configuration is for. */
export function keyText(info: KeyInfo): string {
  const fallback = info.fallback === null || info.fallback === "{}" ? null : `Default: ${code(info.fallback)}`;
  const { description } = info;
  return paragraphs(
    `**${code(info.key)}**: ${prose(description)}${info.required ? " (required)" : ""}`,
    formText(info.form),
    fallback,
    info.fallback === info.example ? null : exampleText(info),
  );
}

/** What has keys or items of its own is written below the key. */
function exampleText({ key, form, example }: KeyInfo): string {
  const isBelow = example.startsWith("- ") || (form.kind === "map" && !example.startsWith("{"));
  return isBelow
    ? `Such as\n\n\`\`\`yaml\n${key}:\n${example.replace(/^/gm, "  ")}\n\`\`\``
    : `Such as ${code(`${key}: ${example}`)}`;
}

/** The key that a path leads to, or that its value belongs to. */
function infoAt(path: YamlSpot["path"], around: YamlSpot["around"]): KeyInfo | null {
  let form: Form = configuration.form;
  let found: KeyInfo | null = null;
  for (const [depth, step] of path.entries()) {
    const next = stepInto(form, step, around[mapsBefore(path, depth)]);
    if (next === null) return typeof step === "number" ? found : null;
    if ("key" in next) found = next;
    form = "key" in next ? next.form : next;
  }
  return found;
}

/** How many maps lie around a step of the path, itself included. */
function mapsBefore(path: YamlSpot["path"], depth: number): number {
  return path.slice(0, depth).filter((step) => typeof step === "string").length;
}

function stepInto(
  form: Form,
  step: string | number,
  map: ReadonlyMap<string, string> | undefined,
): KeyInfo | Form | null {
  switch (form.kind) {
    case "section":
      return form.keys.find(({ key }) => key === step) ?? null;
    case "variants":
      return (form.variants[map?.get("kind") ?? ""] ?? []).find(({ key }) => key === step) ?? null;
    case "list":
    case "map":
      return form.of;
    case "either":
      return form.forms.find(({ kind }) => kind === "list") ?? null;
    default:
      return null;
  }
}

function formText(form: Form): string | null {
  switch (form.kind) {
    case "choice":
      return `One of ${form.choices.map(code).join(", ")}`;
    case "flag":
      return `${code("true")} or ${code("false")}`;
    case "quantity":
      return `A ${form.dimension}, such as ${code(form.example)}`;
    case "whole":
      return `A whole number from ${form.least} to ${form.most}`;
    case "path":
      return "A path, from the folder of this file";
    case "zone":
      return "A time zone by its IANA name";
    case "section":
      return form.keys.length === 0 ? null : `Keys: ${form.keys.map(({ key }) => code(key)).join(", ")}`;
    case "variants":
      return `By ${code("kind")}: ${Object.keys(form.variants).map(code).join(", ")}`;
    default:
      return null;
  }
}
