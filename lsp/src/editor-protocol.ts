/**
 * Requests of our own by which an editor shows and runs policy tests, and shows policies against a running engine. Plain
 * types: clients take them in without the server.
 */

/** Lines and characters as the protocol counts them. */
export interface LineRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface LineLocation {
  readonly uri: string;
  readonly range: LineRange;
}

/** What can be run, by file: no params. From then on `changedMethod` tells when to ask again. */
export const testsMethod = "macropolicy/tests";
/** A notification of the server without params: some policy set has changed. */
export const changedMethod = "macropolicy/changed";
/** Runs one test or proves one assertion as the buffers have it; `RunTestParams` to `TestResult`. Long ones can be cancelled. */
export const runTestMethod = "macropolicy/runTest";
/** Every rule that tests could make fire: no params, `RulesResult`. */
export const rulesMethod = "macropolicy/rules";

export interface TestsResult {
  /** Files with tests only. */
  readonly files: readonly TestFile[];
}

export interface TestFile {
  readonly uri: string;
  readonly tests: readonly TestEntry[];
}

export interface TestEntry {
  /** Unique in its file, and the same for as long as its kind and title are. */
  readonly id: string;
  readonly kind: "test" | "assertion";
  readonly label: string;
  readonly range: LineRange;
  readonly nameRange: LineRange;
}

export interface RunTestParams {
  readonly uri: string;
  readonly id: string;
  readonly coverage?: boolean;
}

export type TestResult = { readonly tookMs: number } & (
  | { readonly kind: "passed"; readonly output: string; readonly coverage: TestCoverage | null }
  | {
      readonly kind: "failed";
      readonly failures: readonly TestFailure[];
      readonly output: string;
      readonly coverage: TestCoverage | null;
    }
  /** It could not be run. */
  | { readonly kind: "errored"; readonly message: string; readonly location: LineLocation | null }
  /** An assertion that is neither proved nor refuted. */
  | { readonly kind: "open"; readonly output: string }
  /** There is no such test any more. */
  | { readonly kind: "gone" }
);

export interface TestFailure {
  /** Of the expectation or claim. */
  readonly location: LineLocation;
  /** The first line says why; below it, the rules concerned and the values around. */
  readonly message: string;
  /** Both null where there is nothing to lay side by side. */
  readonly expected: string | null;
  readonly actual: string | null;
}

/** Of the rules of the test's profile. */
export type TestCoverage = readonly RuleCoverage[];

export interface RuleCoverage {
  /** As in `WrittenRule`. */
  readonly location: LineLocation;
  readonly fired: number;
  /** Snapshots at which its condition was true, and false. */
  readonly whenTrue: number;
  readonly whenFalse: number;
}

export interface RulesResult {
  readonly rules: readonly WrittenRule[];
}

export interface WrittenRule {
  readonly name: string;
  readonly location: LineLocation;
  readonly condition: LineRange;
  /** Profiles that have it. */
  readonly profiles: readonly string[];
}

/** Which files are watched together: no params, `SetsResult`. */
export const setsMethod = "macropolicy/sets";
/** Where a file's rules compare what is measured with a limit: `ThresholdsParams` to `ThresholdsResult`. */
export const thresholdsMethod = "macropolicy/thresholds";

export interface SetsResult {
  readonly sets: readonly PolicySetFiles[];
}

export interface PolicySetFiles {
  /** URIs of its policies, override files and configuration. */
  readonly files: readonly string[];
  /** Folders and files of policies that its configuration names, as URIs; empty without one. */
  readonly policies: readonly string[];
}

export interface ThresholdsParams {
  readonly uri: string;
}

export interface ThresholdsResult {
  readonly rules: readonly RuleThresholds[];
}

export interface RuleThresholds {
  readonly rule: string;
  /** Profiles that have it as it is written here. */
  readonly profiles: readonly string[];
  /** From `rule` or `override` to the end of its name. */
  readonly header: LineRange;
  /** How many comparisons an engine that runs this text has of the rule. */
  readonly total: number;
  readonly comparisons: readonly Threshold[];
}

export interface Threshold {
  /** Its number among the rule's comparisons, as an engine counts them. */
  readonly index: number;
  readonly range: LineRange;
  /** What an engine's text of the comparison holds if it measures the same; one for each way in which profiles have it. */
  readonly measured: readonly string[];
  /** Where what is measured is a metric as it is, its name. */
  readonly metric: string | null;
}

/*
 * Requests of a server that has no disk, as in a web worker, to its client.
 */

/** `UriParams` to `ReadFileResult`. */
export const readFileMethod = "macropolicy/readFile";
/** `UriParams` to `FolderListing`. */
export const listFolderMethod = "macropolicy/listFolder";
/** `CodePageParams` to the page of a lint rule or an error as Markdown, or null. */
export const codePageMethod = "macropolicy/codePage";

export interface UriParams {
  readonly uri: string;
}

/** The text, or why there is none. */
export type ReadFileResult = { readonly text: string } | { readonly reason: string };

/** Empty for a folder that is not there. */
export type FolderListing = readonly { readonly name: string; readonly isFolder: boolean }[];

export interface CodePageParams {
  readonly code: string;
}
