/** Tables of the documentation that are made from the program's own registries. */

import { allLintCodes, builtInMetrics, lintRules, type Metric } from "@macro-engine/dsl";
import { type Config, channelKinds } from "../../engine/src/config/config.ts";
import { configuration } from "../../engine/src/config/keys.ts";
import { parseConfigIn } from "../../engine/src/config/load.ts";
import type { Form, KeyInfo } from "../../engine/src/config/setting.ts";
import { applicable } from "../../engine/src/daemon/applying.ts";
import manifest from "../../vscode-extension/package.json" with { type: "json" };
import { editorCommands } from "./editor-commands.ts";

/** By the name in `<!-- generated: name -->`. */
export const generated: Readonly<Record<string, () => string>> = {
  keys: () =>
    table(
      ["key", "what it is", "default", "example"],
      configuration.form.keys.flatMap((key) => keyRows(key, "")),
    ),
  "keys for life": () =>
    `${waitingKeys()
      .map((key) => `\`${key}\``)
      .join(", ")}\n`,
  "sources: latency": () => kindTable("sources", "latency"),
  "sources: file": () => kindTable("sources", "file"),
  ...Object.fromEntries(channelKinds.map((kind) => [`channels: ${kind}`, () => kindTable("channels", kind)])),
  "lint rules": () =>
    table(
      ["code", "category", "level", "finds", "`--fix`"],
      allLintCodes.map((each) => {
        const { code, category, level, summary, fix } = lintRules[each];
        return [`[\`${code}\`](../dsl/src/lint/rules/${code}.md)`, category, level, summary, fix ?? ""];
      }),
    ),
  "editor commands": () => table(["command", "does"], commandRows()),
  "editor settings": () => table(["setting", "what it is", "default"], settingRows()),
  "metrics of the machine": () => metricTable(({ name, scope }) => scope === "system" && !isNetwork(name)),
  "metrics of the network": () => metricTable(({ name, scope }) => isNetwork(name) && scope !== "macro"),
  "metrics of the game": () => metricTable(({ name, scope }) => scope === "either" && !isNetwork(name)),
  "metrics of the macro": () => metricTable(({ scope }) => scope === "macro"),
};

/** Those of the palette. */
function commandRows(): string[][] {
  const hidden = manifest.contributes.menus.commandPalette.filter(({ when }) => when === "false");
  return manifest.contributes.commands
    .filter(({ command }) => !hidden.some((entry) => entry.command === command))
    .map(({ command, title }) => {
      const does = editorCommands[command];
      if (does === undefined) throw new Error(`docs/editor.md has no word about ${command}`);
      return [title, does];
    });
}

function settingRows(): string[][] {
  return Object.entries(manifest.contributes.configuration.properties).map(([name, setting]) => {
    const { markdownDescription, description } = setting as { markdownDescription?: string; description?: string };
    const text = (markdownDescription ?? description ?? "").replace(/`#([\w.]+)#`/g, "`$1`");
    return [`\`${name}\``, text, `\`${JSON.stringify(setting.default)}\``];
  });
}

function isNetwork(name: string): boolean {
  return /^(network|latency)/.test(name);
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}

function metricTable(belongs: (metric: Metric) => boolean): string {
  const worse = { up: "more", down: "less", none: "" };
  const rows = builtInMetrics.filter(belongs).map((metric: Metric) => {
    return [`\`${metric.name}\``, metric.dimension, metric.description, worse[metric.worse]];
  });
  return table(["metric", "dimension", "what it is", "worse is"], rows);
}

/** The keys of a kind, in a list or map of groups that have one. */
function kindTable(key: string, kind: string): string {
  const form = configuration.form.keys.find((each) => each.key === key)?.form;
  const of = form?.kind === "list" || form?.kind === "map" ? form.of : null;
  const keys = of?.kind === "variants" ? (of.variants[kind] ?? []) : [];
  return table(
    ["key", "what it is", "default", "example"],
    keys.flatMap((key) => keyRows(key, "")),
  );
}

function keyRows(info: KeyInfo, above: string): string[][] {
  const { key, description, form, fallback, required, example } = info;
  const nested = form.kind === "section" ? form.keys.flatMap((inner) => keyRows(inner, `${above}${key}.`)) : [];
  if (nested.length > 0) return nested;
  const initial = required ? "needed" : fallback === null ? "" : `\`${fallback}\``;
  const such = fallback === null && !example.includes("\n") ? `\`${example}\`` : "";
  return [[`\`${above}${key}\``, `${description}${choices(form)}`, initial, such]];
}

function choices(form: Form): string {
  return form.kind === "choice" ? `: ${form.choices.map((choice) => `\`${choice}\``).join(", ")}` : "";
}

/** The keys whose change waits for the next start. */
function waitingKeys(): readonly string[] {
  const { config } = parseConfigIn("/guard", { path: "", text: "" });
  const changed = Object.fromEntries(Object.keys(config).map((key) => [key, "changed"]));
  return applicable(config, changed as unknown as Config).waiting;
}

const section = /(<!-- generated: ([^>]+?) -->\n)([\s\S]*?)(?=\n<!-- end -->)/g;

/** The text with all its generated tables as they should be. */
export function regenerate(text: string): string {
  return text.replace(section, (_, mark: string, name: string) => {
    const make = generated[name];
    if (make === undefined) throw new Error(`nothing generates a table of ${name}`);
    return `${mark}\n${make()}`;
  });
}
