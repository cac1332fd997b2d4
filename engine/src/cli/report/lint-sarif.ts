/** Findings as SARIF 2.1.0, the interchange format of static analysis that code scanning reads. */

import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import {
  allLintCodes,
  codeSummaries,
  type DiagnosticCode,
  type Fix,
  lintRules,
  type Severity,
} from "@macro-engine/dsl";
import { configCodes, isConfigCode } from "../../config/problem-codes.ts";
import { version } from "../../version.ts";
import { codePage } from "../lint/code-page.ts";
import { type LintOutcome, uniqueFingerprints } from "../lint/outcome.ts";
import { type Problem, placeOf, type SourceOf } from "../lint/problem.ts";

const levels: Readonly<Record<Severity | "off", string>> = {
  error: "error",
  warning: "warning",
  info: "note",
  off: "none",
};

export function lintSarif(outcome: LintOutcome): string {
  const fingerprints = uniqueFingerprints(outcome);
  const rules = [...allLintCodes.map(ruleOf), ...otherRules(outcome.problems)];
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "macro-engine", version: version(), rules } },
        columnKind: "utf16CodeUnits",
        results: outcome.problems.map((problem, index) => ({
          ruleId: problem.code,
          ruleIndex: indexOf.get(problem.code),
          level: levels[problem.severity],
          message: { text: problem.message },
          locations: [locationOf(problem, outcome.sourceOf)],
          ...related(problem, outcome.sourceOf),
          partialFingerprints: { "statement/v1": fingerprints[index] },
          ...(problem.fixes.length === 0 ? {} : { fixes: problem.fixes.map((fix) => fixOf(fix, outcome.sourceOf)) }),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** A rule of the catalogue, with its page. */
function ruleOf(code: (typeof allLintCodes)[number]) {
  const { summary, level, category } = lintRules[code];
  const text = plain(summary);
  return {
    id: code as string,
    shortDescription: { text },
    help: { text, markdown: codePage(code)! },
    defaultConfiguration: { level: levels[level], enabled: level !== "off" },
    properties: { tags: [category] },
  };
}

/** What was found besides: errors of the language, problems of the configuration. */
function otherRules(problems: readonly Problem[]) {
  const codes = new Map(problems.map(({ code, category }) => [code, category]));
  const others = [...codes].filter(([code]) => !(allLintCodes as readonly string[]).includes(code));
  return others.map(([code, category]) => {
    const text = plain(isConfigCode(code) ? configCodes[code] : codeSummaries[code as DiagnosticCode]);
    const page = codePage(code);
    return {
      id: code,
      shortDescription: { text },
      help: page === null ? { text } : { text, markdown: page },
      defaultConfiguration: { level: "error", enabled: true },
      properties: { tags: [category] },
    };
  });
}

function plain(summary: string): string {
  return summary.replaceAll("`", "");
}

interface Somewhere {
  readonly file: string;
  readonly span: Problem["span"];
}

function locationOf(place: Somewhere, sourceOf: SourceOf) {
  return { physicalLocation: { artifactLocation: artifactOf(place.file), region: regionOf(place, sourceOf) } };
}

/** Files outside the working folder are named in full; a relative name is relative to wherever the report is read. */
function artifactOf(file: string) {
  if (isAbsolute(file)) return { uri: pathToFileURL(file).href };
  return { uri: file.split("/").map(encodeURIComponent).join("/") };
}

function regionOf(place: Somewhere, sourceOf: SourceOf) {
  const { line, column, endLine, endColumn } = placeOf(place, sourceOf);
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function related({ related: places }: Problem, sourceOf: SourceOf) {
  if (places.length === 0) return {};
  const locations = places.map((place, id) => {
    return { id, message: { text: place.message }, ...locationOf(place, sourceOf) };
  });
  return { relatedLocations: locations };
}

function fixOf({ title, edits }: Fix, sourceOf: SourceOf) {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifactOf(file),
      replacements: edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({ deletedRegion: regionOf(edit, sourceOf), insertedContent: { text: edit.text } })),
    })),
  };
}
