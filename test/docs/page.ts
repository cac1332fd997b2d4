/** A page of the documentation, taken apart: code blocks, headings, tables and links. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Block {
  /** The first words of the info string: `macropolicy error`, `json watch`; "" for none. */
  readonly kind: string;
  /** The `name=value` words of the info string. */
  readonly options: Readonly<Record<string, string>>;
  readonly text: string;
  /** Of the fence. */
  readonly line: number;
}

export interface Table {
  /** The heading that it stands under. */
  readonly heading: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Page {
  /** From the root of the project. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly headings: readonly string[];
  readonly tables: readonly Table[];
  readonly links: readonly { readonly target: string; readonly line: number }[];
}

export function readPage(root: string, path: string): Page {
  const text = readFileSync(join(root, path), "utf8");
  const lines = text.split("\n");
  const blocks: Block[] = [];
  const headings: string[] = [];
  const tables: Table[] = [];
  const links: { target: string; line: number }[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    if (line.startsWith("```")) {
      const end = lines.indexOf("```", at + 1);
      if (end < 0) throw new Error(`${path}:${at + 1}: this code block does not end`);
      blocks.push({ ...infoOf(line.slice(3)), text: `${lines.slice(at + 1, end).join("\n")}\n`, line: at + 1 });
      at = end;
      continue;
    }
    const heading = /^#+ (.*)$/.exec(line)?.[1];
    if (heading !== undefined) headings.push(heading);
    if (/^\|[\s:|-]+\|$/.test(line)) {
      const rows = [];
      for (let row = at + 1; lines[row]?.startsWith("|"); row += 1) rows.push(cellsOf(lines[row]!));
      tables.push({ heading: headings.at(-1) ?? "", columns: cellsOf(lines[at - 1]!), rows });
    }
    for (const [, target] of line.replace(/`[^`]*`/g, "").matchAll(/\]\(([^)\s]+)\)/g)) {
      links.push({ target: target!, line: at + 1 });
    }
  }
  return { path, text, blocks, headings, tables, links };
}

function infoOf(info: string): Pick<Block, "kind" | "options"> {
  const words = info.trim().split(/\s+/);
  const options = words.filter((word) => word.includes("=")).map((word) => word.split("=") as [string, string]);
  return { kind: words.filter((word) => !word.includes("=")).join(" "), options: Object.fromEntries(options) };
}

/** Cells of a row; `\|` is a bar within one. */
function cellsOf(row: string): string[] {
  const cells = row.split(/(?<!\\)\|/).slice(1, -1);
  return cells.map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** What stands in backticks. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
}

/** The anchor that GitHub gives a heading. */
export function anchorOf(heading: string): string {
  const plain = heading.replace(/`/g, "").toLowerCase();
  return plain.replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
}
