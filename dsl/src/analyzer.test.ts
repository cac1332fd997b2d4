/** An analyzer says after every edit what an analysis from nothing says, and does less for it. */

import { describe, expect, test } from "vitest";
import { type Analysis, analyze, createAnalyzer } from "./analyze.ts";
import type { PolicySymbol } from "./check/symbols.ts";
import { type ParsedFile, parse } from "./syntax/parse.ts";
import { parseAgain } from "./syntax/parse-again.ts";
import type { Source } from "./syntax/source.ts";
import { type Node, walk } from "./syntax/walk.ts";
import { edited } from "./testing/edits.ts";
import { type Random, randomFrom } from "./testing/random.ts";
import { randomPolicy } from "./testing/random-policy.ts";
import { rounds } from "./testing/rounds.ts";

/** The declarations of a policy, dealt out to files. */
function dealt(random: Random, text: string, files: number): string[] {
  const { declarations } = parse({ path: "", text }).file;
  const texts = Array.from({ length: files }, () => "");
  for (const { span } of declarations) texts[random.below(files)] += `${text.slice(span.start, span.end)}\n`;
  return texts;
}

/** Everything that features read of an analysis, without identities. */
function described(analysis: Analysis) {
  const named = (symbol: PolicySymbol | undefined) =>
    symbol && [symbol.kind, symbol.name, symbol.file?.source.path, symbol.declaration?.span.start];
  const nodes: unknown[] = [];
  let entries = 0;
  const describeNode = (node: Node) => {
    const type = analysis.types.get(node as never);
    const symbol = analysis.resolved.get(node as never);
    entries += Number(type !== undefined) + Number(symbol !== undefined);
    if (type !== undefined || symbol !== undefined) nodes.push([node.kind, node.span.start, type, named(symbol)]);
  };
  for (const { file } of analysis.files) walk(file, describeNode);
  return {
    diagnostics: analysis.diagnostics,
    program: analysis.program,
    policyProgram: analysis.policyProgram,
    nodes,
    // Nothing is left of what is gone.
    left: analysis.types.size + analysis.resolved.size - entries,
    bodies: [...analysis.bodies.values()].map((body) => ({
      name: body.symbol.name,
      rules: [...body.rules.values()].map(({ symbol, certain }) => [named(symbol), certain]),
      params: [...body.params.values()].map(({ symbol, member, certain }) => [named(symbol), member.span, certain]),
      removed: [...body.removed.keys()],
      lineage: [...body.lineage].map(named),
    })),
  };
}

describe("after every edit, an analyzer says what an analysis from nothing says", () => {
  test.each(Array.from({ length: rounds(25, 400) }, (_, seed) => ({ seed })))("seed $seed", ({ seed }) => {
    const random = randomFrom(seed);
    const originals = dealt(random, randomPolicy(random, { declarations: 14 }), 4);
    const texts = [...originals];
    const parsed = new Map<string, ParsedFile>();
    const analyzer = createAnalyzer();
    for (let edit = 0; edit < 12; edit++) {
      const sources: Source[] = texts.flatMap((text, at) => (text === "" ? [] : [{ path: `${at}.macropolicy`, text }]));
      const files = sources.map((source) => {
        const known = parsed.get(source.path);
        const isSame = known?.file.source.text === source.text;
        const file = isSame ? known : known === undefined ? parse(source) : parseAgain(known, source);
        parsed.set(source.path, file);
        return file;
      });
      const overrides = random.chance(0.3) ? [{ path: "o.yaml", text: "profiles:\n  p: { level: risky }\n" }] : [];
      const channels = random.chance(0.1) ? ["discord"] : null;
      const kept = described(analyzer.analyze({ files, overrides, channels }));
      expect(kept).toEqual(described(analyze({ files: sources, overrides, channels })));
      const at = random.below(texts.length);
      texts[at] = random.chance(0.05) ? "" : edited(random, texts[at]!, texts, originals[at]!);
    }
  });
});

describe("what an edit does not reach is not checked again", () => {
  const set = {
    "base.macropolicy": "template base { param limit = 80%  rule hot: warn when cpu.usage > limit }",
    "heir.macropolicy": "profile heir extends base { rule full: warn when memory.usage > 90% }",
    "alone.macropolicy": "profile alone { rule idle: warn when cpu.usage < 1% }",
    "tests.macropolicy": [
      'test "heir" { profile heir given cpu.usage = 90% expect warn by hot }',
      'test "alone" { profile alone given cpu.usage = 0% expect warn by idle }',
    ].join("\n"),
    "lets.macropolicy": "let LIMIT = 70%",
  };
  const opened = () => {
    const analyzer = createAnalyzer();
    const files = new Map<string, ParsedFile>();
    const put = (path: string, text: string) => {
      const before = files.get(path);
      files.set(path, before === undefined ? parse({ path, text }) : parseAgain(before, { path, text }));
    };
    for (const [path, text] of Object.entries(set)) put(path, text);
    const analyzed = () => {
      analyzer.analyze({ files: [...files.values()] });
      return { ...analyzer.work };
    };
    return { put, analyzed };
  };

  test("at first, all is checked", () => {
    expect(opened().analyzed()).toEqual({ bodies: 3, tests: 2 });
  });

  test.each([
    ["nothing", {}, { bodies: 0, tests: 0 }],
    [
      "a profile",
      { "alone.macropolicy": "profile alone { rule idle: warn when cpu.usage < 2% }" },
      { bodies: 1, tests: 1 },
    ],
    [
      "a template, and with it what extends it",
      { "base.macropolicy": set["base.macropolicy"].replace("80%", "85%") },
      { bodies: 2, tests: 1 },
    ],
    [
      "a test beside another",
      { "tests.macropolicy": set["tests.macropolicy"].replace("90%", "91%") },
      { bodies: 0, tests: 1 },
    ],
    ["a let, which any of them may read", { "lets.macropolicy": "let LIMIT = 71%" }, { bodies: 3, tests: 2 }],
  ])("%s", (_what, change, work) => {
    const { put, analyzed } = opened();
    analyzed();
    for (const [path, text] of Object.entries(change)) put(path, text);
    expect(analyzed()).toEqual(work);
  });
});
