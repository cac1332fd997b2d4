/** Reads one side of a comparison: a folder or file, or the same at a git revision. */

import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { AnalysisInput } from "@macro-engine/dsl";
import { analyzeSet, type LoadedPolicies, type LoadOptions } from "../../load-policies.ts";
import { isRevision, parseRevisionPath, readConfiguredAt, readPolicySetAt } from "../../policies-at-revision.ts";
import { type PolicySet, PolicySetError, readPolicySet } from "../../policy-set.ts";

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

async function readSide(name: string, options: SideOptions): Promise<Side> {
  const { cwd, overridesFolder, overridesNamed, overridesMode, evaluation } = options;
  const onDisk = isOnDisk(name, cwd);
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

/**
 * Both sides of a comparison. Revisions without paths are those of the configuration's policies: two of them, or one that is
 * compared with now. Throws a PolicySetError where nothing is named.
 */
export async function readSides(
  before: string,
  after: string | undefined,
  policies: readonly string[],
  options: SideOptions,
): Promise<readonly [Side, Side]> {
  const { cwd, overridesFolder, overridesNamed, overridesMode, evaluation } = options;
  const isAlone = async (name: string) => !isOnDisk(name, cwd) && (await isRevision(name, cwd));
  if (after === undefined && !(await isRevision(before, cwd))) {
    throw new PolicySetError(
      `${before} is no git revision: name two sides, OLD and NEW, or one revision to compare the policies of the configuration with`,
    );
  }
  if (after !== undefined && !((await isAlone(before)) && (await isAlone(after)))) {
    return [await readSide(before, options), await readSide(after, options)];
  }
  const sideOf = (name: string, set: PolicySet): Side => ({
    name,
    loaded: analyzeSet(set, { overridesMode, evaluation }),
  });
  const at = async (revision: string) =>
    sideOf(revision, await readConfiguredAt(revision, policies, { cwd, overridesFolder }));
  const now = async () =>
    sideOf(
      "the working tree",
      await readPolicySet(policies, { cwd, overridesFolder, overridesNamed, mayBeEmpty: true }),
    );
  const [is, was] = [after === undefined ? await now() : await at(after), await at(before)];
  if ([was, is].every(({ loaded }) => loaded.set.files.length === 0 && loaded.set.diagnostics.length === 0)) {
    throw new PolicySetError(`${was.name} has no policies, nor has ${is.name}: looked for ${policies.join(", ")}`);
  }
  return [was, is];
}

function isOnDisk(name: string, cwd: string): boolean {
  return statSync(resolve(cwd, name), { throwIfNoEntry: false }) !== undefined;
}
