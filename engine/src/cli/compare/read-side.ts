/** Reads one side of a comparison: a folder or file, or the same at a git revision. */

import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { AnalysisInput } from "@macro-engine/dsl";
import { analyzeSet, type LoadedPolicies, type LoadOptions } from "../../load-policies.ts";
import { isRevision, parseRevisionPath, readConfiguredAt, readPolicySetAt } from "../../policies-at-revision.ts";
import { PolicySetError, readPolicySet } from "../../policy-set.ts";

export interface SideOptions {
  readonly cwd: string;
  readonly overridesFolder: string | null;
  readonly overridesNamed: boolean;
  readonly overridesMode: NonNullable<AnalysisInput["overridesMode"]>;
  readonly evaluation: NonNullable<LoadOptions["evaluation"]>;
}

export interface Side {
  /** As it was named on the command line. */
  readonly name: string;
  readonly loaded: LoadedPolicies;
}

/** Throws a PolicySetError where nothing is named. */
export async function readSide(name: string, options: SideOptions): Promise<Side> {
  const { cwd, overridesFolder, overridesNamed, overridesMode, evaluation } = options;
  const onDisk = statSync(resolve(cwd, name), { throwIfNoEntry: false }) !== undefined;
  const atRevision = onDisk ? null : parseRevisionPath(name);
  if (!onDisk && atRevision === null && (await isRevision(name, cwd))) {
    const remedy = `policies at a git revision are named with their path, as in \`${name}:policies\``;
    throw new PolicySetError(`${name}: there is no such file or folder; ${remedy}`);
  }
  const set =
    atRevision === null
      ? await readPolicySet([name], { cwd, overridesFolder, overridesNamed })
      : await readPolicySetAt(atRevision, { cwd, overridesFolder });
  return { name, loaded: analyzeSet(set, { overridesMode, evaluation }) };
}

/** Both sides where only a revision is named: the policies of the configuration, then and now. */
export async function readConfiguredSides(
  revision: string,
  policies: readonly string[],
  options: SideOptions,
): Promise<readonly [Side, Side]> {
  const { cwd, overridesFolder, overridesNamed, overridesMode, evaluation } = options;
  if (!(await isRevision(revision, cwd))) {
    throw new PolicySetError(
      `${revision} is no git revision: name two sides, OLD and NEW, or one revision to compare the policies of the configuration with`,
    );
  }
  const now = await readPolicySet(policies, { cwd, overridesFolder, overridesNamed, mayBeEmpty: true });
  const then = await readConfiguredAt(revision, policies, { cwd, overridesFolder });
  const sideOf = (name: string, set: typeof now): Side => ({
    name,
    loaded: analyzeSet(set, { overridesMode, evaluation }),
  });
  return [sideOf(revision, then), sideOf("the working tree", now)];
}
