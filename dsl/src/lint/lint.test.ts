import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyze } from "../analyze.ts";
import { fixAll } from "../diagnostics/apply-fixes.ts";
import { parse } from "../syntax/parse.ts";
import type { Source } from "../syntax/source.ts";
import { policy } from "../testing/analyze-text.ts";
import { type LintInput, lint, lintInSteps } from "./lint.ts";
import { inProfiles } from "./lint-set.ts";
import type { DeclaredRule, RuleUse } from "./rule.ts";

const ignorant: LintInput["prover"] = () => ({
  find: () => ({ kind: "not-analysed", reason: "" }),
  excludes: () => false,
});

/** Of the rules, only those of names and of ignores. */
const levels: LintInput["levels"] = {
  bugs: "off",
  safety: "off",
  hygiene: "off",
  naming: "warning",
  "unused-let": "warning",
  "unused-ignore": "warning",
  "invalid-ignore": "warning",
  "expired-ignore": "warning",
};

function report(files: readonly Source[], more: Partial<LintInput> = {}) {
  return lint({ analysis: analyze({ files }), prover: ignorant, levels, today: "2026-06-15", ...more });
}

/** `code: reported text` of each finding. */
function findings(text: string, more: Partial<LintInput> = {}): string[] {
  return report([policy(text)], more).findings.map(({ code, span }) => `${code}: ${text.slice(span.start, span.end)}`);
}

describe("an ignore comment", () => {
  const ignore = "# lint-ignore naming as the old system had it";

  test.each([
    ["above a declaration", `${ignore}\nlet A = 1`],
    ["above its documentation", `${ignore}\n## What it is.\nlet A = 1`],
    ["behind it", `let A = 1 ${ignore}`],
    ["above other comments", `${ignore}\n\n# more\nlet A = 1`],
    ["above a member", `profile p {\n${ignore}\nparam A = 1\n}`],
    ["behind a member of several lines", `profile p {\nrule A: warn\n  when fps < 5 ${ignore}\n}`],
    ["within a member of several lines", `profile p {\nrule A: warn\n${ignore}\nwhen fps < 5\n}`],
    ["for a body and all that is in it", `${ignore}\nprofile P {\nparam A = 1\n}`],
    ["behind a body's brace", `profile P { ${ignore}\n}`],
    ["several in a row", `# lint-ignore unused-let because\n${ignore}\nlet A = 1`],
    ["several codes in one", "# lint-ignore naming, unused-let as the old system had it\nlet A = 1"],
    ["a reason behind a colon", "# lint-ignore naming: as the old system had it\nlet A = 1"],
    ["its codes behind a colon", "# lint-ignore: naming as the old system had it\nlet A = 1"],
    ["until may be a word of the reason", "# lint-ignore naming nothing else until we know\nlet A = 1"],
  ])("%s", (_, text) => {
    expect(
      findings(text, { levels: { ...levels, "unused-let": text.includes("unused-let") ? "warning" : "off" } }),
    ).toEqual([]);
  });

  test("ends with its statement", () => {
    expect(findings(`${ignore}\nlet A = 1\nprofile P {}`)).toContain("naming: P");
    const inner = `profile p {\n${ignore}\nparam A = 1\nparam B = 2\n}`;
    expect(findings(inner)).toEqual(["naming: B"]);
    expect(findings(`profile p {\nparam A = 1\n${ignore}\n}\nprofile P {}`)).toEqual([
      "naming: A",
      `invalid-ignore: ${ignore}`,
      "naming: P",
    ]);
  });

  test("is told of where it is of no use, unless the rule did not look", () => {
    const idle = `${ignore}\nprofile p {}`;
    expect(findings(idle)).toEqual([`unused-ignore: ${ignore}`]);
    expect(findings(idle, { levels: { ...levels, naming: "off" } })).toEqual([]);
    const pathIgnores = [{ matches: () => true, codes: ["naming" as const] }];
    expect(findings(idle, { pathIgnores })).toEqual([]);
    expect(findings("# lint-ignore naming, unused-let because\nprofile P {}")).toEqual(["unused-ignore: unused-let"]);
  });

  test("of safety, of the language, of nothing is refused", () => {
    expect(findings("# lint-ignore unit-mismatch because\nprofile P {}")).toEqual([
      "invalid-ignore: unit-mismatch",
      "naming: P",
    ]);
    const messages = (text: string) => report([policy(text)]).findings.map(({ message }) => message);
    expect(messages("# lint-ignore nameing because\nprofile p {}")).toEqual([
      "`nameing` is no code of a finding; did you mean `naming`?",
    ]);
    expect(messages("# lint-ignore unused-ignore because\nprofile p {}")[0]).toContain("mend the comment instead");
    expect(messages("# lint-ignore\nprofile p {}")[0]).toContain("no code of a finding is named");
    for (const text of ["until 2027-01-31", ": until 2027-01-31", "- until 2026-13-01", ""]) {
      expect(messages(`# lint-ignore naming ${text}\nprofile P {}`).join("\n"), text).toContain("no reason is given");
    }
    expect(messages("# lint-ignore naming because until 2026-13-01\nprofile p {}")[0]).toContain("is no date");
  });

  test("holds to the end of its last day", () => {
    const text = "# lint-ignore naming because until 2026-06-15\nprofile P {}";
    expect(findings(text)).toEqual([]);
    expect(findings(text, { today: "2026-06-16" }).map((finding) => finding.split(":")[0])).toEqual([
      "expired-ignore",
      "naming",
    ]);
  });
});

test("whatever stands in a comment, something is made of it, inside the text", () => {
  const words = fc.constantFrom(
    "naming",
    "unused-let",
    "until",
    "2027-01-31",
    "because",
    ",",
    "#",
    ":",
    "lint-ignore",
    "é😀",
  );
  const comment = fc.array(fc.oneof(words, fc.string()), { maxLength: 8 }).map((parts) => parts.join(" "));
  fc.assert(
    fc.property(fc.array(comment, { maxLength: 4 }), fc.constantFrom("\n", "\r\n"), (comments, end) => {
      const lines = comments.map((each) => `#lint-ignore ${each.replace(/[\r\n]/g, "")}`);
      const text = ["let A = 1 ".concat(lines[0] ?? ""), ...lines.slice(1), "profile P {", ...lines, "}"].join(end);
      for (const { file, span } of report([policy(text)]).findings) {
        expect([file, span.start >= 0, span.start <= span.end, span.end <= text.length]).toEqual([
          "test.macropolicy",
          true,
          true,
          true,
        ]);
      }
    }),
    { seed: 7, numRuns: 300 },
  );
});

test("levels: a code counts more than its category", () => {
  const severities = (those: LintInput["levels"]) =>
    report([policy("let A = 1")], { levels: those }).findings.map(({ code, severity }) => `${code} ${severity}`);
  expect(severities({})).toEqual(["naming info", "unused-let warning"]);
  expect(severities({ hygiene: "error", naming: "off" })).toEqual(["unused-let error"]);
  expect(severities({ hygiene: "off", naming: "warning" })).toEqual(["naming warning"]);
});

test("paths are left out by code or category, and counted", () => {
  const files = [policy("let A = 1", "old/a.macropolicy"), policy("let B = 1", "new/b.macropolicy")];
  const matches = (file: string) => file.startsWith("old/");
  const names = (codes: readonly ("naming" | "hygiene")[]) => {
    const { findings: found, ignored } = report(files, { pathIgnores: [{ matches, codes }] });
    return [found.map(({ file, code }) => `${file} ${code}`), ignored];
  };
  expect(names(["naming"])).toEqual([
    ["new/b.macropolicy naming", "new/b.macropolicy unused-let", "old/a.macropolicy unused-let"],
    1,
  ]);
  expect(names(["hygiene"])).toEqual([["new/b.macropolicy naming", "new/b.macropolicy unused-let"], 2]);
});

test("a set with errors has no findings, an analysis of parsed files has the same", () => {
  expect(report([policy("let A = 1\nlet b = c")]).findings).toEqual([]);
  const files = [policy("let A = 1")];
  const analysis = analyze({ files: files.map(parse) });
  expect(report(files, { analysis }).findings).toEqual(report(files).findings);
});

test("what is inherited by many is told once, at its declaration", () => {
  const text = "template t {\nrule R: warn when fps < 5\n}\nprofile a extends t {}\nprofile b extends t {}";
  expect(findings(text)).toEqual(["naming: R"]);
  const { findings: all, ignored } = report([policy(text)], { levels: {} });
  const told = all.map(({ code, span, message }) => `${code} ${span.start} ${message}`);
  expect([new Set(told).size, ignored]).toEqual([told.length, 0]);
});

test("where a finding holds only in some profiles, they are named", () => {
  const use = (name: string) => ({ profile: { name } }) as RuleUse;
  const uses = ["a", "b", "c", "d", "e", "f"].map(use);
  const rule = { uses } as unknown as DeclaredRule;
  expect(inProfiles(uses, rule)).toBe("");
  expect(inProfiles(uses.slice(0, 1), rule)).toBe(" in `a`");
  expect(inProfiles(uses.slice(0, 2), rule)).toBe(" in `a` and `b`");
  expect(inProfiles(uses.slice(0, 3), rule)).toBe(" in `a`, `b` and `c`");
  expect(inProfiles(uses.slice(0, 5), rule)).toBe(" in `a`, `b` and 3 more profiles");
});

describe("repairs", () => {
  const mended = (text: string) => {
    const look = (files: readonly Source[]) => report(files).findings;
    return fixAll([policy(text)], look, () => false).sources[0]!.text;
  };

  test.each([
    ["a line of its own", "let idle = 1\nprofile p {}\n", "profile p {}\n"],
    ["the blank line behind it", "let idle = 1\n\nprofile p {}\n", "profile p {}\n"],
    ["the blank line before it, at the end", "profile p {}\n\nlet idle = 1\n", "profile p {}\n"],
    ["one of two blank lines", "profile p {}\n\nlet idle = 1\n\nprofile q {}\n", "profile p {}\n\nprofile q {}\n"],
    ["its documentation", "# kept\n\n## Gone.\n## Too.\nlet idle = 1\nprofile p {}\n", "# kept\n\nprofile p {}\n"],
    ["the comment behind it", "let idle = 1 # why\nprofile p {}\n", "profile p {}\n"],
    ["several side by side", "let x = 1\nlet y = 2\n\nlet z = 3\n\nprofile p {}\n", "profile p {}\n"],
    ["nothing else on its line", "let x = 1 profile p {}\n", "profile p {}\n"],
    ["what stands behind something", "profile p {} let x = 1\n", "profile p {}\n"],
    ["lines of Windows", "let x = 1\r\n\r\nprofile p {}\r\n", "profile p {}\r\n"],
    ["all there is", "let x = 1", ""],
  ])("take away %s", (_, before, after) => {
    expect(mended(before)).toBe(after);
  });

  test("of two that overlap, the second waits for the next round; two ways to mend are none", () => {
    const at = (start: number, end: number, text: string) => ({
      title: text,
      edits: [{ file: "a", span: { start, end }, text }],
    });
    const rounds: string[] = [];
    const look = ([source]: readonly Source[]) => {
      rounds.push(source!.text);
      const { text } = source!;
      return text === "abcdef"
        ? [{ fixes: [at(0, 4, "")] }, { fixes: [at(2, 5, "")] }, { fixes: [at(5, 6, "X"), at(5, 6, "Y")] }]
        : [];
    };
    expect(fixAll([{ path: "a", text: "abcdef" }], look, () => false)).toMatchObject({ applied: 1 });
    expect(rounds).toEqual(["abcdef", "ef"]);
  });

  test("a repair that does harm is not made, those beside it are", () => {
    const remove =
      (letter: string) =>
      ([source]: readonly Source[]) => {
        const start = source!.text.indexOf(letter);
        const edits = [{ file: "a", span: { start, end: start + 1 }, text: "" }];
        return start < 0 ? [] : [{ fixes: [{ title: letter, edits }] }];
      };
    const look = (files: readonly Source[]) => ["a", "b", "c", "d"].flatMap((letter) => remove(letter)(files));
    const isWorse = (_: readonly Source[], [after]: readonly Source[]) => !after!.text.includes("c");
    expect(fixAll([{ path: "a", text: "abcd" }], look, isWorse)).toMatchObject({
      sources: [{ text: "c" }],
      applied: 3,
    });
  });
});

test("rules that mean the same are told of once each, with the first of them, and in short steps", () => {
  const rules = Array.from({ length: 300 }, (_, at) => `rule r${at}: warn when fps < 5\n`);
  const analysis = analyze({ files: [policy(`profile p {\n${rules.join("")}}`)] });
  const steps = lintInSteps({ analysis, prover: ignorant, today: "2026-06-15" });
  let taken = 1;
  let step = steps.next();
  for (; !step.done; step = steps.next()) taken += 1;
  const same = step.value.findings.filter(({ code }) => code === "duplicate-rule");
  expect(same.map(({ message }) => message.split(":")[0])).toEqual(
    rules.slice(1).map((_, at) => `rule \`r${at + 1}\` means the same as \`r0\``),
  );
  expect(taken).toBeGreaterThan(600);
});
