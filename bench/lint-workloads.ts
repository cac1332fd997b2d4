/** Policies for the lint benchmark: some ten thousand lines of three kinds, the same ones every time. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seeded } from "./bench.ts";

const policies = fileURLToPath(new URL("../policies", import.meta.url));

export interface Workload {
  readonly name: string;
  readonly folder: string;
  readonly lines: number;
}

/** One line that says nothing: what remains is the start. */
export function writeNothing(folder: string): Workload {
  return { name: "nothing", folder, lines: writeLines(folder, "a.macropolicy", "# nothing\n") };
}

/** The shipped policies several times over, each copy with names of its own: templates, profiles that inherit them, tests. */
export function writeShipped(folder: string, copies: number): Workload {
  const names = readdirSync(policies).filter((name) => name.endsWith(".macropolicy"));
  const texts = names.map((name) => readFileSync(join(policies, name), "utf8"));
  const declared = texts.flatMap((text) => [...text.matchAll(/^(?:template|profile|schedule|let|assert) (\w+)/gm)]);
  const word = new RegExp(`\\b(${declared.map(([, name]) => name).join("|")})\\b`, "g");
  let lines = 0;
  for (let copy = 1; copy <= copies; copy++) {
    for (const [at, text] of texts.entries()) {
      // Patterns too: profiles that match the same macros would be told of.
      const own = text.replace(word, `$1_${copy}`).replaceAll("_*", `_${copy}_*`);
      lines += writeLines(join(folder, String(copy)), names[at]!, own);
    }
  }
  return { name: `the shipped policies${copies > 1 ? ` ${copies} times over` : ""}`, folder, lines };
}

interface Measured {
  readonly metric: string;
  readonly unit: string;
  readonly span: number;
  readonly worse: ">" | "<";
}

const measured: readonly Measured[] = [
  { metric: "cpu.usage", unit: "%", span: 100, worse: ">" },
  { metric: "memory.usage", unit: "%", span: 100, worse: ">" },
  { metric: "latency", unit: "ms", span: 900, worse: ">" },
  { metric: "fps", unit: "fps", span: 60, worse: "<" },
  { metric: "response_time", unit: "ms", span: 2000, worse: ">" },
  { metric: "macro.cpu", unit: "%", span: 300, worse: ">" },
  { metric: "frame_time", unit: "ms", span: 50, worse: ">" },
  { metric: "gpu.usage", unit: "%", span: 100, worse: ">" },
];

/** Integers below a bound, and members of lists. */
interface Draw {
  below(bound: number): number;
  pick<T>(list: readonly T[]): T;
}

function drawing(seed: number): Draw {
  const random = seeded(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  return { below, pick: (list) => list[below(list.length)]! };
}

/**
 * Profiles that people could have written, no two alike: a rule for each metric with a limit of its own, here and there one
 * over a window besides, and a test. Lint has something to say of about one line in three.
 */
export function writeVaried(folder: string, profiles: number): Workload {
  const draw = drawing(7);
  let lines = 0;
  for (let first = 0; first < profiles; first += 20) {
    const count = Math.min(20, profiles - first);
    const text = Array.from({ length: count }, (_, at) => variedProfile(`p${first + at}`, draw)).join("\n");
    lines += writeLines(folder, `from-${first}.macropolicy`, text);
  }
  return { name: `${profiles} profiles, no two alike`, folder, lines };
}

/** As many of them as one file. */
export function writeVariedFile(folder: string, name: string, profiles: number): void {
  const draw = drawing(7);
  writeLines(folder, name, Array.from({ length: profiles }, (_, at) => variedProfile(`p${at}`, draw)).join("\n"));
}

function variedProfile(name: string, draw: Draw): string {
  const rules = measured.slice(0, 7).flatMap((each) => variedRules(each, draw));
  const minutes = 20 + draw.below(80);
  return `## What ${name} may do.
profile ${name} {
  level    risky
  match    macro "${name}_*"
  grace    3s
  cooldown 5m

  rule time_up: cancel when duration > ${minutes}m
${rules.map((line) => `  ${line}\n`).join("")}}

test "${name} ends" {
  profile ${name}
  run 2h
  expect cancel by time_up
}
`;
}

function variedRules({ metric, unit, span, worse }: Measured, draw: Draw): string[] {
  const name = metric.replace(".", "_");
  const limit = Math.floor(span / 4) + draw.below(Math.floor(span / 2)) + 1;
  const action = draw.pick(["cancel", "warn", "throttle", "pause"]);
  const wait = `for ${2 + draw.below(18)}s`;
  const back = worse === ">" ? limit - draw.below(10) - 1 : limit + draw.below(10) + 1;
  const until = ` until ${metric} ${worse === ">" ? "<" : ">"} ${back}${unit} for 5s`;
  const ends = action === "throttle" || action === "pause" ? until : "";
  const lines = [`rule ${name}: ${action} when ${metric} ${worse} ${limit}${unit} ${wait}${ends}`];
  if (draw.below(3) === 0) lines.push(`  message "{${metric}} is too much"`);
  if (draw.below(5) < 2) {
    const other = draw.pick(measured.slice(0, 7)).metric;
    const window = `avg(${metric}, ${5 + draw.below(55)}s) ${worse} ${limit}${unit}`;
    lines.push(`rule ${name}_long: warn when ${window} and ${other} > 0`);
  }
  return lines;
}

/** Profiles of nine rules of two random comparisons each, most of which lint has something to say of. */
export function writeCareless(folder: string, profiles: number): Workload {
  const draw = drawing(1);
  const comparison = () => {
    const { metric, unit, span } = draw.pick(measured);
    return `${metric} ${draw.pick([">", "<"])} ${draw.below(span) + 1}${unit}`;
  };
  let lines = 0;
  for (let profile = 0; profile < profiles; profile++) {
    const rules = Array.from({ length: 9 }, (_, at) => {
      const condition = `${comparison()} ${draw.pick(["and", "or"])} ${comparison()}`;
      const action = draw.pick(["warn", "pause", "throttle", "cancel"]);
      return `  rule r${at}: ${action} when ${condition} for ${1 + draw.below(20)}s\n`;
    });
    const head = `## Profile ${profile}.\nprofile p${profile} {\n  match macro "p${profile}_*"\n`;
    lines += writeLines(folder, `${profile}.macropolicy`, `${head}${rules.join("")}}\n`);
  }
  return { name: "careless rules, each another", folder, lines };
}

/** How many lines it wrote. */
function writeLines(folder: string, name: string, text: string): number {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  return text.split("\n").length - 1;
}
