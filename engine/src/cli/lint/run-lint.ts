/** From options to an outcome: reads configuration and policies, looks, mends, holds against the baseline. */

import { resolve } from "node:path";
import { levelOf, lintRules, type Source } from "@macro-engine/dsl";
import { type Config, loadConfig } from "../../config.ts";
import { displayPath } from "../../display-path.ts";
import { availableMetrics } from "../../metrics/available-metrics.ts";
import { type PolicySet, PolicySetError, readPolicySet } from "../../policy-set.ts";
import { overridesFolderOf } from "../commands/command-options.ts";
import { applyBaselineOnDisk, BaselineError, readBaseline } from "./baseline.ts";
import { type FixedFiles, fixFiles } from "./fix-files.ts";
import { createLook, errorsIn, type Looked, type LookOptions } from "./look.ts";
import type { LintOutcome } from "./outcome.ts";
import { pathIgnoresOnDisk } from "./path-ignores.ts";
import { configurationProblem, fingerprintOf, inOrder, languageProblem, statementPrintOf } from "./problem.ts";

export interface LintRequest {
  readonly cwd: string;
  /** Files and folders; empty: those of the configuration. */
  readonly paths: readonly string[];
  /** Folder of override files instead of the configuration's; false: none. */
  readonly overrides?: string | false;
  readonly config?: string;
  readonly baseline?: string;
  /** What the baseline holds is told all the same: it is about to be written anew. */
  readonly ignoresBaseline: boolean;
  readonly fix: boolean;
  /** Whether rules may ask what this machine measures: what is checked elsewhere, as in CI, is not for that machine. */
  readonly asksMachine: boolean;
  /** The day, `2027-01-31`. */
  readonly today: string;
}

export interface LintRun {
  readonly outcome: LintOutcome;
  /** Why the policies or the baseline could not be looked at; null: they were. */
  readonly trouble: string | null;
  /** Some file could not be read. */
  readonly unreadable: boolean;
  /** What repairs have made of the files; null where none were asked for. */
  readonly fixed: FixedFiles | null;
  absoluteOf(file: string): string;
  /** Files that begin with a byte order mark. */
  readonly marked: ReadonlySet<string>;
  /** Where the baseline is, or would be; null: none is named. */
  readonly baselinePath: string | null;
}

type LoadedConfig = ReturnType<typeof loadConfig>;

export async function runLint(request: LintRequest): Promise<LintRun> {
  const { cwd, config: path, baseline } = request;
  const loaded = loadConfig({ cwd, ...(path === undefined ? {} : { path }) });
  const baselinePath = baseline === undefined ? loaded.config.lint.baseline : resolve(cwd, baseline);
  const unreadable = loaded.problems.some(({ code }) => code === "unreadable-file");
  try {
    const set = await readSet(request, loaded.config);
    const run = await lookAt(set, request, loaded);
    const known = baselinePath === null || request.ignoresBaseline ? null : await knownIn(baselinePath, run, cwd);
    return {
      ...run,
      outcome: { ...run.outcome, ...known },
      unreadable: unreadable || set.diagnostics.length > 0,
      trouble: null,
      baselinePath,
    };
  } catch (error) {
    if (!(error instanceof PolicySetError || error instanceof BaselineError)) throw error;
    const outcome = outcomeOf({ problems: [], ignored: 0, parsed: new Map() }, [], loaded, []);
    const absoluteOf = (file: string) => resolve(cwd, file);
    const nothing = { fixed: null, absoluteOf, marked: new Set<string>() };
    return { ...nothing, outcome, trouble: error.message, unreadable, baselinePath };
  }
}

function readSet(request: LintRequest, config: Config): Promise<PolicySet> {
  return readPolicySet(request.paths.length > 0 ? request.paths : config.policies, {
    cwd: request.cwd,
    overridesFolder: overridesFolderOf(request.overrides, config),
    overridesNamed: typeof request.overrides === "string",
  });
}

async function lookAt(set: PolicySet, request: LintRequest, loaded: LoadedConfig) {
  const absoluteOf = (file: string) => set.absolutePaths.get(file) ?? resolve(request.cwd, file);
  const isSound = errorsIn([...loaded.problems, ...set.diagnostics]) === 0;
  const look = createLook({
    ...(await lookOptions(request, loaded, absoluteOf)),
    available: isSound ? await availableFor(set, request, loaded.config) : null,
    withFindings: isSound,
  });
  const read = { policies: set.files, overrides: set.overrides };
  const fixed = request.fix ? fixFiles(read, look, loaded.config.fmt.width) : null;
  const files = fixed ?? read;
  const looked = look(files);
  const problems = [...set.diagnostics.map(languageProblem), ...looked.problems];
  const unread = set.diagnostics.map(({ file }) => file);
  const sources = [...files.policies, ...files.overrides];
  const outcome = outcomeOf({ ...looked, problems }, sources, loaded, unread);
  return { outcome: { ...outcome, fixed: fixed?.applied ?? 0 }, fixed, absoluteOf, marked: set.marked };
}

async function availableFor({ files }: PolicySet, { asksMachine }: LintRequest, { lint, sources }: Config) {
  const isAsked = asksMachine && levelOf(lintRules["unavailable-metric"], lint.levels) !== "off";
  const isNamed = (metric: string) => files.some(({ text }) => text.includes(metric));
  return isAsked ? availableMetrics(isNamed, sources) : null;
}

async function lookOptions(
  { today }: LintRequest,
  { config, path }: LoadedConfig,
  absoluteOf: (file: string) => string,
): Promise<Omit<LookOptions, "withFindings" | "available">> {
  return {
    overridesMode: config.overrides.mode,
    channels: path === null ? null : Object.keys(config.channels),
    intervalMs: config.intervalMs,
    evaluation: { zone: config.zone, stalenessMs: config.stalenessMs },
    levels: config.lint.levels,
    pathIgnores: await pathIgnoresOnDisk(config.lint.ignore, path, absoluteOf),
    today,
  };
}

/** `unread`: names of files that were found and could not be read. */
function outcomeOf(
  looked: Looked,
  sources: readonly Source[],
  { problems, path }: LoadedConfig,
  unread: readonly string[],
): LintOutcome {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  for (const { source } of problems) if (source !== null) byPath.set(source.path, source);
  const sourceOf = (file: string) => byPath.get(file);
  // A configuration of which there is nothing to say is not counted among the policies.
  const configFiles = path === null ? [] : problems.map(({ file }) => file);
  const files = [...new Set([...configFiles, ...sources.map((source) => source.path), ...unread])];
  return {
    problems: inOrder([...problems.map(configurationProblem), ...looked.problems]),
    files,
    sourceOf,
    fingerprint: (problem) => fingerprintOf(problem, sourceOf, looked.parsed),
    statementPrint: (problem) => statementPrintOf(problem, sourceOf, looked.parsed),
    ignored: looked.ignored,
    known: 0,
    stale: [],
    fixed: 0,
  };
}

async function knownIn(path: string, { outcome, absoluteOf }: Pick<LintRun, "outcome" | "absoluteOf">, cwd: string) {
  const baseline = await readBaseline(path, displayPath(path, cwd));
  return applyBaselineOnDisk(baseline, path, { ...outcome, absoluteOf });
}
