import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import Draft4 from "ajv-draft-04";
import formats from "ajv-formats";
import { expect, test } from "vitest";
import { lintCommand } from "../commands/lint.ts";
import { openWorkshop } from "../commands/testing/workshop.ts";
import { parseXml } from "../commands/testing/xml.ts";
import type { LintFormatName } from "./lint-formats.ts";

/** A warning with a repair, a related place and awkward characters; one more on the same statement text; an override file. */
const files = {
  "policies/a, b%.macropolicy": `let idle = 1
## Tops up the group's health.
profile heal {
  level safe
  rule time_up: cancel when duration > 1m
  rule full:    warn when memory.usage > 90%
  rule hot:     cancel when cpu.usage > 80% for 5s message "hot: <&|>"
}
`,
  "policies/twin.macropolicy": "let twin = 1 let twin2 = 2\n",
};

/** Of the rules, those that these files are made for. */
const config = "policies: [policies]\nlint:\n  levels: { bugs: off, safety: off, hygiene: off, unused-let: warning }\n";

const broken = {
  ...files,
  "policies/c.macropolicy": 'profile heal {\n  rule x: warn when macro.name\n    == 5\n}\nlet more = "\n',
  "config/macro_safety/heal.yaml": "profiles: { nobody: { level: safe } }\n",
  "macro-engine.yaml": `${config}intervall: 1s\n`,
};

async function printed(format: LintFormatName, content: Readonly<Record<string, string>> = files): Promise<string> {
  const { io, out } = await openWorkshop({ "macro-engine.yaml": config, ...content });
  await lintCommand({ paths: [], format }, io);
  return out();
}

/** Of the standard: its patterns are older than the `u` flag. */
const validator = new Draft4.default({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(validator);
const isSarif = validator.compile(schema);

test.each([
  ["findings", files],
  ["errors of all kinds", broken],
  ["nothing", { "policies/a.macropolicy": "" }],
])("sarif: %s are valid against the standard's schema", async (_, content) => {
  const log = JSON.parse(await printed("sarif", content));
  expect(isSarif(log) || isSarif.errors).toBe(true);
  for (const { ruleId, ruleIndex } of log.runs[0].results) {
    expect(log.runs[0].tool.driver.rules[ruleIndex].id).toBe(ruleId);
  }
});

test("the schema is not empty words: a wrong level is refused", async () => {
  const log = JSON.parse(await printed("sarif"));
  log.runs[0].results[0].level = "grave";
  expect(isSarif(log)).toBe(false);
});

test("sarif: places, repairs, and the rule's page", async () => {
  const { tool, results } = JSON.parse(await printed("sarif")).runs[0];
  expect(results[0]).toMatchObject({
    ruleId: "unused-let",
    level: "warning",
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "policies/a%2C%20b%25.macropolicy" },
          region: { startLine: 1, startColumn: 5, endLine: 1, endColumn: 9 },
        },
      },
    ],
    fixes: [
      {
        description: { text: "remove `idle`" },
        artifactChanges: [
          {
            replacements: [
              {
                deletedRegion: { startLine: 1, startColumn: 1, endLine: 2, endColumn: 1 },
                insertedContent: { text: "" },
              },
            ],
          },
        ],
      },
    ],
  });
  expect(tool.driver.rules[results[0].ruleIndex].help.markdown).toContain("# unused-let");
  const prints = results.map(({ partialFingerprints }: { partialFingerprints: object }) => partialFingerprints);
  expect(new Set(prints.map((each: object) => JSON.stringify(each))).size).toBe(results.length);
});

test("github: an annotation a line, escaped", async () => {
  expect(await printed("github", { ...files, "policies/twin.macropolicy": "" })).toBe(
    "::warning file=policies/a%2C b%25.macropolicy,line=1,endLine=1,col=5,endColumn=9,title=unused-let::nothing reads `idle`; use it or remove it\n",
  );
  const errors = await printed("github", broken);
  expect(errors).toMatch(/^::error file=policies\/c\.macropolicy,line=2,endLine=3,title=/m);
  expect(errors).toMatch(/^::error file=config\/macro_safety\/heal\.yaml,/m);
});

test("github: the job's summary is appended", async () => {
  const folder = mkdtempSync(join(tmpdir(), "macro-engine-summary-"));
  const before = process.env.GITHUB_STEP_SUMMARY;
  const path = join(folder, "summary.md");
  process.env.GITHUB_STEP_SUMMARY = path;
  try {
    await printed("github", broken);
    await printed("github", { "policies/a.macropolicy": "" });
    await printed("json", files);
  } finally {
    if (before === undefined) delete process.env.GITHUB_STEP_SUMMARY;
    else process.env.GITHUB_STEP_SUMMARY = before;
  }
  const summary = readFileSync(path, "utf8");
  rmSync(folder, { recursive: true });
  expect(summary.match(/^### /gm)).toHaveLength(2);
  expect(summary).toContain("| level | code | place | message |");
  expect(summary).toContain("1 file, no problems");
  // Bars inside a cell would begin another one.
  for (const row of summary.split("\n").filter((line) => line.startsWith("|"))) {
    expect(row.split(/(?<!\\)\|/)).toHaveLength(6);
  }
});

test("gitlab: a fingerprint that moving does not change and no two share", async () => {
  const report = async (content: Readonly<Record<string, string>>) =>
    JSON.parse(await printed("gitlab", content)) as { fingerprint: string; location: object; severity: string }[];
  const first = await report(files);
  expect(first[0]).toMatchObject({
    check_name: "unused-let",
    severity: "minor",
    location: { path: "policies/a, b%.macropolicy", lines: { begin: 1 } },
  });
  expect(new Set(first.map(({ fingerprint }) => fingerprint)).size).toBe(first.length);
  const moved = await report({ ...files, "policies/a, b%.macropolicy": `\n\n${files["policies/a, b%.macropolicy"]}` });
  expect(moved.map(({ fingerprint }) => fingerprint)).toEqual(first.map(({ fingerprint }) => fingerprint));
  expect(moved[0]!.location).toMatchObject({ lines: { begin: 3 } });
});

test("junit: a suite a file, a failure a problem, a case for what is fine", async () => {
  const [suites] = parseXml(await printed("junit", { ...broken, "policies/fine.macropolicy": "" }));
  const named = Object.fromEntries(suites!.children.map((suite) => [suite.attributes.name, suite]));
  expect(named["policies/fine.macropolicy"]!.attributes).toMatchObject({ tests: "1", failures: "0" });
  expect(named["policies/c.macropolicy"]!.children[0]!.children[0]!.attributes.type).toBe("error");
  const failures = suites!.children.map(({ attributes }) => Number(attributes.failures));
  expect(Number(suites!.attributes.failures)).toBe(failures.reduce((sum, count) => sum + count, 0));
  const tests = suites!.children.map(({ children }) => children.length);
  expect(Number(suites!.attributes.tests)).toBe(tests.reduce((sum, count) => sum + count, 0));
});

test("junit: what does not make the run fail is no failure", async () => {
  const failures = async (failOn: "info" | "warning") => {
    const { io, out } = await openWorkshop({ "policies/a.macropolicy": "## Heals.\nprofile Heal {}\n" });
    await lintCommand({ paths: [], format: "junit", failOn }, io);
    const [suites] = parseXml(out());
    const [suite] = suites!.children;
    const naming = suite!.children.find(({ attributes }) => attributes.classname === "naming")!;
    const { tests, failures: failed, skipped } = suite!.attributes;
    expect(Number(tests)).toBe(Number(failed) + Number(skipped));
    expect(Number(suites!.attributes.failures)).toBe(Number(failed));
    return naming.children.map(({ name }) => name);
  };
  expect(await failures("warning")).toEqual(["skipped"]);
  expect(await failures("info")).toEqual(["failure"]);
});

test("checkstyle: errors by file", async () => {
  const [root] = parseXml(await printed("checkstyle"));
  expect(root!.name).toBe("checkstyle");
  const [file] = root!.children;
  expect(file!.attributes.name).toBe("policies/a, b%.macropolicy");
  expect(file!.children[0]!.attributes).toMatchObject({
    line: "1",
    column: "5",
    severity: "warning",
    source: "macro-engine.unused-let",
  });
});

test("pretty: in colour, the way to the page is a link", async () => {
  const { io, out } = await openWorkshop({ "macro-engine.yaml": config, ...files });
  await lintCommand({ paths: [] }, { ...io, color: true });
  const parts = out().split("\u001b]8;;");
  const at = parts.findIndex((part) => part.includes("macro-engine lint --explain unused-let"));
  const [address] = parts[at]!.split("\u001b\\");
  expect(readFileSync(new URL(address!), "utf8")).toContain("# unused-let");
});
