/** What the documentation shows of other people's CI, held against the schemas and files that decide about it. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { workflowSyntaxProblems } from "./github-parser.ts";
import { action, root } from "./runner.ts";

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
  readonly pass_filenames?: boolean;
}

export const hooks = parse(readFileSync(join(root, ".pre-commit-hooks.yaml"), "utf8")) as readonly Hook[];

/** What is wrong with a workflow; "" when nothing is. */
export function workflowProblems(text: string): string {
  const { jobs } = parse(text) as { jobs: Record<string, { steps: { uses?: string; with?: object }[] }> };
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const ours = steps.filter(({ uses }) => uses?.startsWith("OWNER/macro-engine@"));
  const unknown = ours.flatMap((step) => Object.keys(step.with ?? {})).filter((name) => !(name in action.inputs));
  return [
    ...workflowSyntaxProblems(text),
    ...(ours.length === 0 ? ["it does not use the action"] : []),
    ...unknown.map((name) => `the action has no input ${name}`),
  ].join("\n");
}

export function preCommitProblems(text: string): string {
  const { repos } = parse(text) as { repos: { repo: string; rev: string; hooks: { id: string }[] }[] };
  const ids = repos.flatMap((repo) => repo.hooks.map(({ id }) => id));
  return ids
    .filter((id) => !hooks.some((hook) => hook.id === id))
    .map((id) => `there is no hook ${id}`)
    .join("\n");
}
