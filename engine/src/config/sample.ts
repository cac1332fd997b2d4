/** A configuration to start from: every key with its meaning, commented out where the default will do. */

import { configuration } from "./keys.ts";
import type { Form, KeyInfo } from "./setting.ts";

/** What stands in the file as it is, rather than as a comment. */
const shown = ["policies", "interval"];

/** The text of a `macro-engine.yaml`; without a change to it, it means the defaults. */
export function sampleConfig(): string {
  return configuration.form.keys.map((key) => paragraph(key)).join("\n");
}

function paragraph(info: KeyInfo): string {
  const head = `# ${sentence(info)}`;
  const body = keyLines(info);
  return `${[head, ...(shown.includes(info.key) ? body : body.map((line) => `#${line}`))].join("\n")}\n`;
}

function sentence({ description, form, fallback }: KeyInfo): string {
  const text = `${description[0]?.toUpperCase()}${description.slice(1)}`;
  const choices = choicesOf(form);
  const isPlain = fallback !== null && form.kind !== "section";
  return [text, ...(choices ? [choices] : []), ...(isPlain ? [`default ${fallback}`] : [])].join("; ");
}

function choicesOf(form: Form): string | null {
  return form.kind === "choice" ? `one of ${form.choices.join(", ")}` : null;
}

/** A key with its example value, nested keys each with their meaning behind them. */
function keyLines({ key, form, example }: KeyInfo): string[] {
  const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
  if (form.kind === "section" && form.keys.length > 0) return [`${key}:`, ...indented(form.keys.flatMap(nestedLines))];
  const isBlock = form.kind === "list" || form.kind === "map";
  if (isBlock && !/^[[{]/.test(example)) return [`${key}:`, ...indented(example.split("\n"))];
  return [`${key}: ${example}`];
}

function nestedLines(info: KeyInfo): string[] {
  const [first = "", ...rest] = keyLines(info);
  const choices = choicesOf(info.form);
  return [`${first}  # ${info.description}${choices ? `: ${choices}` : ""}`, ...rest];
}
