/** Requests of our own by which an editor shows and runs policy tests. Plain types: clients take them in without the server. */

/** Lines and characters as the protocol counts them. */
export interface LineRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface LineLocation {
  readonly uri: string;
  readonly range: LineRange;
}

/** What can be run, by file: no params. From then on `testsChangedMethod` tells when to ask again. */
export const testsMethod = "macropolicy/tests";
/** A notification of the server without params. */
export const testsChangedMethod = "macropolicy/testsChanged";
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
