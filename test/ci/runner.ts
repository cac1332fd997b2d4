/** Runs the steps of the composite action as GitHub's runner does: expressions, conditions, environment files, bash. */

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const actionText = readFileSync(join(root, "action.yml"), "utf8");

export interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export const action = parse(actionText) as Action;

export interface Job {
  /** The checkout. */
  readonly workspace: string;
  /** Where the runner keeps its files. */
  readonly temp: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** `github.event_name` and `github.event`. */
  readonly event?: { readonly name: string; readonly payload: object };
  /** Folders that come first on the path. */
  readonly path?: readonly string[];
  /** `github.api_url`. */
  readonly api?: string;
}

export interface JobResult {
  /** By the name of the step. */
  readonly outcomes: Readonly<Record<string, "success" | "failure" | "skipped">>;
  readonly logs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

type Context = Readonly<Record<string, unknown>>;

export async function runJob(job: Job): Promise<JobResult> {
  const outcomes: Record<string, "success" | "failure" | "skipped"> = {};
  const logs: Record<string, string> = {};
  const steps: Record<string, { outcome: string; outputs: Record<string, string> }> = {};
  const defaults = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default]));
  const github = {
    token: "t0ken",
    event_name: job.event?.name ?? "push",
    event: job.event?.payload ?? {},
  };
  const given = { github, inputs: {} };
  const inputs = Object.fromEntries(
    Object.entries({ ...defaults, ...job.inputs }).map(([name, value]) => [name, expand(value, given)]),
  );
  const context = { github, inputs, steps };
  const files = runnerFiles(job.temp);
  for (const step of action.runs.steps) {
    if (step.uses !== undefined) continue;
    const failed = Object.values(outcomes).includes("failure");
    const wanted = step.if === undefined ? !failed : isWanted(step.if, context, failed);
    const outcome = wanted ? await runStep(step, job, context, files) : null;
    outcomes[step.name] = outcome === null ? "skipped" : outcome.code === 0 ? "success" : "failure";
    logs[step.name] = outcome?.log ?? "";
    if (step.id !== undefined) steps[step.id] = { outcome: outcomes[step.name]!, outputs: files.takeOutputs() };
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, expand(value, context)]);
  return { outcomes, logs, outputs: Object.fromEntries(outputs), summary: readFileSync(files.summary, "utf8") };
}

type RunnerFiles = ReturnType<typeof runnerFiles>;

function runnerFiles(temp: string) {
  mkdirSync(temp, { recursive: true });
  const [output, path, summary] = ["output", "path", "summary"].map((name) => join(temp, name)) as [
    string,
    string,
    string,
  ];
  for (const file of [output, path, summary]) writeFileSync(file, "");
  return {
    output,
    path,
    summary,
    takeOutputs(): Record<string, string> {
      const lines = readFileSync(output, "utf8")
        .split("\n")
        .filter((line) => line !== "");
      writeFileSync(output, "");
      return Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
      );
    },
  };
}

async function runStep(
  step: Step,
  job: Job,
  context: Context,
  files: RunnerFiles,
): Promise<{ code: number; log: string }> {
  const script = join(job.temp, `${step.name}.sh`);
  writeFileSync(script, step.run!);
  const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, expand(value, context)]));
  const added = readFileSync(files.path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const child = spawn("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", script], {
    cwd: job.workspace,
    env: {
      PATH: [...added.reverse(), ...(job.path ?? []), dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: job.temp,
      NO_COLOR: "1",
      GITHUB_ACTIONS: "true",
      GITHUB_ACTION_PATH: root.replace(/\/$/, ""),
      GITHUB_API_URL: job.api ?? "http://127.0.0.1:9",
      GITHUB_OUTPUT: files.output,
      GITHUB_PATH: files.path,
      GITHUB_REPOSITORY: "guild/macros",
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_WORKSPACE: job.workspace,
      RUNNER_TEMP: job.temp,
      ...env,
    },
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (log += text));
  const code = await new Promise<number>((resolve) => child.once("close", (status) => resolve(status ?? 1)));
  return { code, log };
}

// --- Expressions: as much of them as the action uses --------------------------------------------------------------

function expand(text: string, context: Context): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression) => String(lookUp(expression, context) ?? ""));
}

function lookUp(path: string, context: Context): unknown {
  return path
    .trim()
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], context);
}

/** Without one of the status functions, a condition holds only while nothing has failed. */
function isWanted(condition: string, context: Context, failed: boolean): boolean {
  const parts = condition
    .replace(/^\$\{\{(.*)\}\}$/, "$1")
    .split("&&")
    .map((part) => part.trim());
  if (failed && !parts.includes("!cancelled()")) return false;
  return parts.every((part) => {
    if (part === "!cancelled()") return true;
    const [, path, operator, literal] = /^([\w.-]+) (==|!=) '(.*)'$/.exec(part) ?? [];
    if (path === undefined) throw new Error(`the runner of the tests does not know the condition ${part}`);
    return (String(lookUp(path, context) ?? "") === literal) === (operator === "==");
  });
}

/** Every script file that the action's steps start. */
export function scriptsOf(steps: readonly Step[]): readonly string[] {
  const names = steps.flatMap(({ run = "" }) =>
    [...run.matchAll(/\$GITHUB_ACTION_PATH\/([\w./-]+)/g)].map(([, name]) => name!),
  );
  return names.filter((name) => existsSync(join(root, name)));
}
