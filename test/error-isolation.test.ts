/**
 * Breaks the members and steps of the shipped policies, one at a time, behind their names: what is reported elsewhere stays
 * what it was, so no error hides or invents one in another member.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { analyze, type Diagnostic, type ParsedFile, parse, type Span } from "../dsl/src/index.ts";
import { rounds } from "../dsl/src/testing/rounds.ts";

const policies = join(import.meta.dirname, "..", "policies");
/** The shipped policies claim nothing. */
const asserted = `
assert usable {
  profile heal, craft
  cancels when cpu.usage > 95% and not missing(fps, 30s) for 30s
  pauses when fps < 5 or latency > 5s for 1m
  warns when avg(macro.actions, 5s) > 8/s
}
`;
/** Errors of another declaration, which must stay seen. */
const plantedIn = "heal.macropolicy";
const planted = `
profile planted { rule r: warn when gone.metric > 1 }
test "planted" { profile planted expect warn by gone }
assert planted { profile planted warns when gone.too > 1 }
`;
const files = readdirSync(policies)
  .filter((name) => name.endsWith(".macropolicy"))
  .sort()
  .map((path) =>
    parse({
      path,
      text:
        readFileSync(join(policies, path), "utf8") +
        (path === plantedIn ? planted : asserted.replace("usable", `usable_${path.replace(/\W.*/, "")}`)),
    }),
  );

const inserts = [
  "}",
  "{",
  "(",
  ")",
  "=",
  ",",
  ":",
  ";",
  "->",
  "5sec",
  "1m30",
  "for",
  "until",
  "message",
  "and",
  "when",
  "!",
  "x",
];

type Breakage = (tokens: string[], at: number, round: number) => void;
const breakages: readonly Breakage[] = [
  (tokens, at) => tokens.splice(at, 1),
  (tokens, at) => tokens.splice(at, 0, tokens[at]!, " "),
  (tokens, at, round) => tokens.splice(at, 0, inserts[round % inserts.length]!, " "),
  (tokens, at, round) => tokens.splice(at, 1, inserts[round % inserts.length]!),
];

/** Members and steps of a file with how many of their tokens, the keyword and the name, are left alone. */
function itemsOf({ file }: ParsedFile): { readonly span: Span; readonly kept: number }[] {
  return file.declarations.flatMap((declaration) => {
    if ("steps" in declaration) return declaration.steps.map(({ span }) => ({ span, kept: 1 }));
    if (declaration.kind !== "template" && declaration.kind !== "profile") return [];
    return declaration.members.map((member) => ({
      span: member.span,
      kept: member.kind === "rule" ? (member.override ? 3 : 2) : "name" in member ? 2 : 1,
    }));
  });
}

/** What is reported outside of a span that has grown by `growth`, with places as they were before. */
function outside(diagnostics: readonly Diagnostic[], path: string, { start, end }: Span, growth: number): string[] {
  return diagnostics
    .filter(({ file, span }) => file !== path || span.start < start || span.start > end + growth)
    .map(({ file, span, code, message }) => {
      const at = file === path && span.start > end ? span.start - growth : span.start;
      return `${file}:${at} ${code}: ${message}`;
    });
}

test("an error in one member leaves what is reported in others as it is", { timeout: 600_000 }, () => {
  const sound = analyze({ files }).diagnostics;
  expect(sound.map(({ code }) => code)).toEqual(["unknown-metric", "unknown-rule", "unknown-metric"]);
  let broken = 0;
  files.forEach((parsed, index) => {
    const { text, path } = parsed.file.source;
    for (const { span, kept } of itemsOf(parsed)) {
      if (path === plantedIn && span.start > text.length - planted.length) continue;
      const whole = text.slice(span.start, span.end).match(/"(?:[^"\\\n]|\\.)*"|[\w.%]+|\s+|->|[<>=!]=|[^\w\s]/g)!;
      const places = whole.flatMap((token, at) => (token.trim() === "" ? [] : [at])).slice(kept);
      for (const kind of [span.start, span.start + 2].slice(0, rounds(1, 2))) {
        const damage = breakages[kind % breakages.length]!;
        const at = places[kind % places.length];
        if (at === undefined) continue;
        const tokens = [...whole];
        damage(tokens, at, kind);
        const changed = parse({ path, text: text.slice(0, span.start) + tokens.join("") + text.slice(span.end) });
        if (changed.diagnostics.length === 0) continue;
        broken++;
        const { diagnostics } = analyze({ files: files.with(index, changed) });
        const growth = tokens.join("").length - (span.end - span.start);
        const before = outside(sound, path, span, 0);
        expect(outside(diagnostics, path, span, growth), `${path}: ${tokens.join("")}`).toEqual(before);
      }
    }
  });
  expect(broken).toBeGreaterThan(rounds(250, 500));
});
