/** What the language servers are measured on: two hundred files and some twenty thousand lines, of policies and of TypeScript. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeShipped, writeVariedFile } from "./lint-workloads.ts";

/** A folder that an editor has open, and the places in it that somebody works at. */
export interface EditorWorkload {
  readonly folder: string;
  readonly files: number;
  readonly lines: number;
  readonly languageId: string;
  /** One of the many. */
  readonly usual: EditedFile;
  /** One of two thousand lines. */
  readonly large: EditedFile;
}

export interface EditedFile {
  readonly path: string;
  readonly text: string;
  /** Offsets at which somebody types a blank, asks for completion, hovers. */
  readonly blanks: readonly number[];
  readonly completions: readonly number[];
  readonly names: readonly number[];
}

const wantedFiles = 200;
const wantedLines = 20_000;

/** The shipped policies again and again, a file of two thousand lines, and small files for the rest. */
export function writePolicies(folder: string): EditorWorkload {
  writeFile(folder, "macro-engine.yaml", "policies: [.]\n");
  const copies = 13;
  writeShipped(folder, copies);
  writeVariedFile(folder, "large.macropolicy", 71);
  const files = () => filesUnder(folder).filter((path) => path.endsWith(".macropolicy"));
  const small = wantedFiles - files().length;
  const perFile = Math.ceil((wantedLines - linesOf(folder, files())) / small);
  for (let at = 0; at < small; at++) {
    const rules = Array.from({ length: Math.max(1, perFile - 3) }, (_, rule) => {
      return `  rule r${rule}: warn when avg(memory.usage, ${rule + 2}s) > ${40 + rule}%`;
    });
    writeFile(folder, `small/s${at}.macropolicy`, `profile small_${at} {\n  level safe\n${rules.join("\n")}\n}\n`);
  }
  const paths = files();
  const edited = (path: string): EditedFile => {
    const text = readFileSync(join(folder, path), "utf8");
    return {
      path,
      text,
      blanks: offsets(text, /(?<=when) /g),
      completions: offsets(text, /(?<=when )[a-z.]+(?= [<>])/g, (match) => match.length),
      names: offsets(text, /(?<=when )[a-z.]+/g, () => 1),
    };
  };
  return {
    folder,
    files: paths.length,
    lines: linesOf(folder, paths),
    languageId: "macropolicy",
    usual: edited("7/heal.macropolicy"),
    large: edited("large.macropolicy"),
  };
}

/** As much TypeScript, of the same kind: declarations with values and conditions over what other files export. */
export function writeTypeScript(folder: string): EditorWorkload {
  const config = { compilerOptions: { strict: true, target: "es2024", module: "nodenext", noEmit: true, types: [] } };
  writeFile(folder, "tsconfig.json", JSON.stringify({ ...config, include: ["**/*.ts"] }));
  const shape = "export interface Sample { readonly usage: number; readonly latency: number; readonly fps: number }\n";
  writeFile(folder, "sample.ts", shape);
  const module = (at: number, functions: number) => {
    const before = at === 0 ? "" : `import { rule0 as inherited } from "./m${at - 1}.ts";\n`;
    const rules = Array.from({ length: functions }, (_, rule) =>
      [
        `/** Rule ${rule} of ${at}. */`,
        `export function rule${rule}(sample: Sample, limit = ${40 + rule}): string | null {`,
        `  const isHot = sample.usage > limit && sample.latency < ${rule + 1};`,
        `  if (isHot && sample.fps < 30) return "rule${rule}: " + sample.usage.toFixed(1);`,
        `  return ${at === 0 ? "null" : "inherited(sample)"};`,
        "}",
      ].join("\n"),
    );
    return `import type { Sample } from "./sample.ts";\n${before}${rules.join("\n")}\n`;
  };
  const perFile = Math.round((wantedLines - 2000) / (wantedFiles - 2) / 6);
  for (let at = 0; at < wantedFiles - 2; at++) writeFile(folder, `m${at}.ts`, module(at, perFile));
  writeFile(folder, `m${wantedFiles - 2}.ts`, module(wantedFiles - 2, 333));
  const paths = filesUnder(folder).filter((path) => path.endsWith(".ts"));
  const edited = (path: string): EditedFile => {
    const text = readFileSync(join(folder, path), "utf8");
    return {
      path,
      text,
      blanks: offsets(text, /(?<=isHot =) /g),
      completions: offsets(text, /(?<=isHot = sample\.)usage/g, (match) => match.length),
      names: offsets(text, /(?<=isHot = sample\.)usage/g, () => 1),
    };
  };
  return {
    folder,
    files: paths.length,
    lines: linesOf(folder, paths),
    languageId: "typescript",
    usual: edited("m70.ts"),
    large: edited(`m${wantedFiles - 2}.ts`),
  };
}

function offsets(text: string, pattern: RegExp, within: (match: string) => number = () => 0): number[] {
  return [...text.matchAll(pattern)].map((match) => match.index + within(match[0]));
}

function writeFile(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" });
}

function linesOf(folder: string, paths: readonly string[]): number {
  return paths.reduce((lines, path) => lines + readFileSync(join(folder, path), "utf8").split("\n").length - 1, 0);
}
