/** What the page is told of a policy set: colors, diagnostics, lint findings, dimensions of what can be dragged. */

import { createAnalyzer } from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { answerPolicy } from "./answer-policy.ts";
import type { PolicyAnswer } from "./policy-question.ts";

function ask(files: Readonly<Record<string, string>>, path = Object.keys(files)[0]!): PolicyAnswer {
  const sources = Object.entries(files).map(([name, text]) => ({ path: name, text }));
  const question = { id: 1, files: sources, path, lint: {}, channels: null, today: "2026-06-01" };
  return answerPolicy(createAnalyzer(), question);
}

function colored(text: string): string[] {
  return ask({ "a.macropolicy": text }).words.map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);
}

test("every word has its color, comments among them", () => {
  expect(colored("## Heals.\nprofile heal { # now\n rule hot: cancel when avg(cpu.usage, 10s) > 85% }")).toEqual([
    "doc ## Heals.",
    "keyword profile",
    "declared heal",
    "comment # now",
    "keyword rule",
    "declared hot",
    "action cancel",
    "keyword when",
    "function avg",
    "metric cpu.usage",
    "quantity 10s",
    "operator >",
    "quantity 85%",
  ]);
});

test("a mistake is told with its place, in the words of the command line", () => {
  const { findings } = ask({ "a.macropolicy": "profile heal {\n  rule hot: warn when cpu.usage > 80\n}" });
  expect(findings).toMatchObject([
    { severity: "error", code: "missing-unit", isLint: false, path: "a.macropolicy", line: 2, column: 35 },
  ]);
});

test("a name of another file is known, and a file that breaks is told of whichever is shown", () => {
  const files = {
    "a.macropolicy": "profile heal extends careful { rule slow: warn when fps < 20fps }",
    "b.macropolicy": "template careful { rule hot: cancel when cpu.usage > 80% }",
  };
  expect(ask(files).findings.filter(({ isLint }) => !isLint)).toEqual([]);
  expect(ask({ ...files, "b.macropolicy": "template careful { rule" }).findings).toContainEqual(
    expect.objectContaining({ severity: "error", path: "b.macropolicy" }),
  );
});

test("what lint finds comes with the errors, and levels of the configuration count", () => {
  const text = "profile heal { rule a: cancel when cpu.usage > 80% rule b: cancel when cpu.usage > 80% }";
  const { findings } = ask({ "a.macropolicy": text });
  const [first] = findings.filter(({ isLint }) => isLint);
  expect(first).toMatchObject({ isLint: true, path: "a.macropolicy" });
  const sources = [{ path: "a.macropolicy", text }];
  const lint = Object.fromEntries(findings.map(({ code }) => [code, "off"]));
  const quiet = answerPolicy(createAnalyzer(), {
    ...{ id: 2, files: sources, path: "a.macropolicy", channels: null, today: "2026-06-01", lint },
  });
  expect(quiet.findings).toEqual([]);
});

test("comparisons are told in the order of the rule, with what they are measured in", () => {
  const { comparisons } = ask({
    "a.macropolicy":
      "profile heal { rule slow: warn when not (cpu.usage > 80% and (fps < 20fps or latency > 500ms)) for 2s }",
  });
  expect(comparisons["heal/slow"]).toMatchObject([
    { dimension: "percent", most: 100 },
    { dimension: "framerate", most: null },
    { dimension: "duration", most: null },
  ]);
});
