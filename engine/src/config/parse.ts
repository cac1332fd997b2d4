/** The text of `macro-engine.yaml` to settings, with everything wrong with it at once: no disk, so that an editor can ask. */

import type { Source } from "@macro-engine/dsl";
import { type Document, isScalar, type Node, parseDocument } from "yaml";
import type { Config } from "./config.ts";
import { configuration } from "./keys.ts";
import type { ConfigProblem } from "./problem.ts";
import { type Absolute, Reader, type WrittenPath } from "./reader.ts";

export interface ParsedConfig {
  /** Always whole: what has a problem has its default. Without `store.path` that is empty: the default depends on the machine. */
  readonly config: Config;
  /** In the order of the text. */
  readonly problems: readonly ConfigProblem[];
  readonly paths: readonly WrittenPath[];
}

/** Reads a configuration's text. Pure; never throws for what it says. */
export function parseConfig(source: Source, absolute: Absolute): ParsedConfig {
  const document = parseDocument(source.text, { prettyErrors: false });
  const reader = new Reader(source, absolute, document);
  const isBroken = reportSyntax(reader, document);
  const broken = [...reader.problems];
  const root = (document.contents as Node | null) ?? null;
  const isEmpty = root === null || (isScalar(root) && root.value === null);
  const config = (isEmpty ? null : configuration.read(reader, root, { start: 0, end: 0 })) ?? defaults(absolute);
  // Of what a broken text seems to say nothing is told: it would be invented.
  const problems = (isBroken ? broken : reader.problems).sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  );
  return { config, problems, paths: reader.paths };
}

function defaults(absolute: Absolute): Config {
  const document = parseDocument("{}");
  const reader = new Reader({ path: "", text: "{}" }, absolute, document);
  const config = configuration.read(reader, document.contents as Node | null, { start: 0, end: 0 });
  if (config === null) throw new Error("a default of the configuration does not fit its own shape");
  return config;
}

/** True when the text as a whole is in doubt. */
function reportSyntax(reader: Reader, document: Document): boolean {
  for (const error of document.errors) {
    const [start, end] = error.pos;
    const twice = error.code === "DUPLICATE_KEY";
    const from = { start, end: Math.max(end, start + 1) };
    const place = twice ? keyAt(reader.source.text, start) : from;
    reader.report(place, twice ? "duplicate-key" : "syntax-error", sentenceOf(error));
  }
  return document.errors.some(({ code }) => code !== "DUPLICATE_KEY" && code !== "MULTIPLE_DOCS");
}

/** The library's sentence, but where ours says what to do. */
function sentenceOf({ code, message }: Document["errors"][number]): string {
  if (code === "DUPLICATE_KEY") return "this key stands here twice; keep one";
  if (code === "MULTIPLE_DOCS") return "a second document begins here; keep one of them";
  return message.replace(/\.?\s*$/, "");
}

function keyAt(text: string, start: number): { start: number; end: number } {
  const key = /[^\s:]+/y;
  key.lastIndex = start;
  return { start, end: start + (key.exec(text)?.[0].length ?? 1) };
}
