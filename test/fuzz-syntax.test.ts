/**
 * Damages the shipped policies in thousands of seeded ways: whatever the text, nothing throws, nothing hangs, every span lies in
 * the text, and what is reported can be shown.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { analyze, type Diagnostic, type Node, parse, renderDiagnostic, type Source, walk } from "../dsl/src/index.ts";
import { rounds } from "../dsl/src/testing/rounds.ts";

const policies = join(import.meta.dirname, "..", "policies");
const assertions = `
## Whatever a macro is for, the machine stays usable.
assert usable {
  profile heal, craft
  cancels when cpu.usage > 95% and not missing(fps, 30s) for 30s
  pauses  when fps < 5 or latency > 5s for 1m
}
`;
const texts = readdirSync(policies)
  .filter((name) => name.endsWith(".macropolicy"))
  .sort()
  .map((name) => readFileSync(join(policies, name), "utf8") + assertions.repeat(3));

/** Mulberry32: small, seeded, good enough to choose places. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const odd = [
  "{",
  "}",
  "(",
  ")",
  '"',
  "\\",
  "=",
  "->",
  ":",
  ",",
  ";",
  "%",
  "°",
  "#",
  "##",
  "\n",
  "\r\n",
  "\0",
  "\ufeff",
];
const odder = [
  "5",
  "5sec",
  "1m30",
  "25:00",
  "1e999",
  "é",
  "\ud800",
  "😀",
  "\u202e",
  "for",
  "rule",
  "profile",
  "test",
  "}}",
];
const inserts = [
  ...odd,
  ...odder,
  "message",
  "missing",
  "not not",
  "((((",
  '"{',
  "\\u{110000}",
  "and or",
  "= =",
  "until",
];

type Mutation = (tokens: string[], pick: (count: number) => number) => void;

const mutations: readonly Mutation[] = [
  (tokens, pick) => tokens.splice(pick(tokens.length), 1 + pick(3)),
  (tokens, pick) => {
    const at = pick(tokens.length);
    tokens.splice(at, 0, ...tokens.slice(at, at + 1 + pick(5)));
  },
  (tokens, pick) => {
    const [a, b] = [pick(tokens.length), pick(tokens.length)];
    [tokens[a], tokens[b]] = [tokens[b]!, tokens[a]!];
  },
  (tokens, pick) => tokens.splice(pick(tokens.length), 0, inserts[pick(inserts.length)]!),
  // Seldom so often that only what takes time in proportion to the text survives it.
  (tokens, pick) => {
    const at = pick(tokens.length);
    tokens.splice(at, 0, tokens[at]!.repeat(pick(50) === 0 ? 2000 : 2));
  },
  (tokens, pick) => {
    const at = pick(tokens.length);
    const cut = pick(tokens[at]!.length + 1);
    tokens[at] =
      tokens[at]!.slice(0, cut) + String.fromCharCode(pick(2) ? pick(128) : pick(65536)) + tokens[at]!.slice(cut + 1);
  },
];

/** A stretch of a policy, so that many short texts are tried rather than few long ones, damaged one to four times. */
function mutate(next: () => number): string {
  const pick = (count: number) => Math.floor(next() * count);
  const text = texts[pick(texts.length)]!;
  const all = text.match(/[\w.]+|\s+|[^\w\s]/g)!;
  const from = pick(4) === 0 ? 0 : pick(all.length);
  const tokens = all.slice(from, from + 20 + pick(300));
  for (let times = 1 + pick(4); times > 0; times--) {
    if (tokens.length > 0) mutations[pick(mutations.length)]!(tokens, pick);
  }
  return tokens.join("");
}

function placesOf(diagnostic: Diagnostic) {
  const edits = diagnostic.fixes.flatMap((fix) => fix.edits);
  return [diagnostic.span, ...diagnostic.related.map(({ span }) => span), ...edits.map(({ span }) => span)];
}

function isInside(text: string, { start, end }: { readonly start: number; readonly end: number }): boolean {
  return 0 <= start && start <= end && end <= text.length;
}

function outsideOf(text: string, source: Source): unknown {
  const { file, diagnostics } = parse(source);
  const stray = diagnostics.find((diagnostic) => !placesOf(diagnostic).every((span) => isInside(text, span)));
  if (stray !== undefined) return stray;
  let outside: Node | undefined;
  walk(file, (node, parents) => {
    const parent = parents.at(-1)?.span ?? node.span;
    if (!isInside(text, node.span) || node.span.start < parent.start || node.span.end > parent.end) outside ??= node;
  });
  return outside;
}

const count = rounds(4_000, 50_000);

test(`${count} damaged policies are read and checked without a throw, a hang or a span outside of the text`, {
  timeout: 240_000,
}, () => {
  const next = random(20260105);
  for (let round = 0; round < count; round++) {
    const text = mutate(next);
    const source = { path: "fuzz.macropolicy", text };
    const begun = process.cpuUsage();
    let problem: unknown;
    try {
      problem = outsideOf(text, source);
      const { diagnostics } = analyze({ files: [source] });
      problem ??= diagnostics.find((diagnostic) => !placesOf(diagnostic).every((span) => isInside(text, span)));
      if (round % 10 === 0) for (const diagnostic of diagnostics) renderDiagnostic(diagnostic, () => source);
    } catch (error) {
      problem = error;
    }
    // Of the processor alone: on a busy machine the clock goes on while others have their turn.
    const { user, system } = process.cpuUsage(begun);
    const elapsed = (user + system) / 1000;
    if (problem !== undefined || elapsed > 1000) {
      expect.fail(
        `round ${round}, ${elapsed.toFixed()} ms: ${JSON.stringify(problem)} ${problem}\n${JSON.stringify(text)}`,
      );
    }
  }
});
