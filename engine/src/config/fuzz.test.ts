import { expect, it } from "vitest";
import { parseConfigIn } from "./load.ts";
import { renderConfigProblems } from "./render.ts";
import { sampleConfig } from "./sample.ts";

/** Seeded whole numbers below `most` (mulberry32). */
function numbers(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * most);
  };
}

const words = [
  "&a ",
  "*a",
  "- ",
  "{",
  "}",
  "[",
  "]",
  ": ",
  "? ",
  "|\n",
  ">",
  "!!x ",
  "<<: ",
  '"',
  "'",
  "#",
  "\t",
  "\n",
  "---\n",
  "%",
  "@",
  "null",
  "9e99",
  "\u0000",
  "é",
  "😀",
];

function mutate(text: string, next: (most: number) => number): string {
  const at = next(text.length);
  const length = next(12);
  const word = words[next(words.length)]!;
  const cut = text.slice(0, at) + text.slice(at + length);
  return [
    cut,
    text.slice(0, at) + word + text.slice(at),
    text.slice(0, at) + text.slice(at, at + length) + text.slice(at),
  ][next(3)]!;
}

it("answers whatever is written with a configuration and problems within the text", () => {
  const next = numbers(2026);
  const whole = sampleConfig().replaceAll(/^#(?=[a-z]| {2})/gm, "");
  for (let round = 0; round < 1000; round++) {
    let text = whole;
    for (let i = next(4); i >= 0; i--) text = mutate(text, next);
    const { config, problems } = parseConfigIn("/guard", { path: "macro-engine.yaml", text });
    expect(config.intervalMs).toBeGreaterThan(0);
    for (const { span } of problems) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.start).toBeLessThanOrEqual(span.end);
      expect(span.end).toBeLessThanOrEqual(text.length);
    }
    renderConfigProblems(problems, { color: false });
  }
});

it("survives aliases that go round in circles, or grow without end", () => {
  for (const text of [
    "channels: { a: &a { kind: webhook, self: *a } }\n",
    "macros: &m { heal: *m }\n",
    "sources: &s [*s]\n",
    `channels:\n  a: &a { kind: webhook, x: [1, 1, 1, 1, 1, 1, 1, 1, 1] }\n${Array.from({ length: 12 }, (_, i) => `  b${i}: &${"abcdefghijklmnop"[i + 1]} { kind: webhook, x: [${Array(9).fill(`*${"abcdefghijklmnop"[i]}`).join(", ")}] }\n`).join("")}`,
  ]) {
    const { config, problems } = parseConfigIn("/guard", { path: "macro-engine.yaml", text });
    expect(config.intervalMs).toBe(1000);
    expect(problems.length).toBeGreaterThan(0);
  }
});
