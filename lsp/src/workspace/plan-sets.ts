/** Which policy sets there are in a workspace: as the command line would have them, and one for each folder that is in none of those. */

import type { Source } from "@macro-engine/dsl";
import { policyFile } from "../../../engine/src/folder-search.ts";
import type { Folders } from "./folders.ts";
import { configurationName, namedFiles, readConfig } from "./read-config.ts";
import { planFiles, planNamed, planRest, type SetPlan } from "./set-plan.ts";
import type { Texts } from "./texts.ts";
import { childOf, isUnder, nameOf, parentOf } from "./uris.ts";

export interface PlanInput {
  /** Folders of the workspace. */
  readonly roots: readonly string[];
  readonly folders: Folders;
  readonly texts: Texts;
  /** The text of a configuration; null where it cannot be read. */
  readonly configurationText: (uri: string) => Promise<Source | null>;
}

/** The files of a set that stands before another's are its own. */
export async function planSets(input: PlanInput): Promise<readonly SetPlan[]> {
  const { roots, folders, texts } = input;
  const outer = roots.filter((root) => !roots.some((other) => isUnder(other, root)));
  const inWorkspace = (await Promise.all(outer.map((root) => folders.filesUnder(root)))).flatMap(
    (found) => found.files,
  );
  const buffers = [...texts.buffers().keys()];
  const files = [...new Set([...inWorkspace, ...buffers])];
  const plans: SetPlan[] = [];
  for (const uri of files) if (nameOf(uri) === configurationName) plans.push(await ofConfiguration(uri, input));
  // Of two that name a file, the one that is nearer to it.
  plans.sort((a, b) => b.root.length - a.root.length);

  const isPolicy = (uri: string) => policyFile.test(uri) || texts.buffers().get(uri)?.isPolicy === true;
  const isFree = (uri: string) => isPolicy(uri) && !plans.some(({ kindOf }) => kindOf(uri) !== null);
  for (const root of roots) {
    const own = files.filter((uri) => isUnder(root, uri));
    const isConfigured = own.some((uri) => nameOf(uri) === configurationName);
    const policies = own.filter(isPolicy);
    if (isConfigured || !policies.every(isFree)) continue;
    const plan = (await aboveThat(root, policies, input)) ?? (await withoutConfiguration(root, policies, input));
    plans.push(plan);
  }
  for (const uri of buffers) {
    if (roots.some((root) => isUnder(root, uri)) || plans.some(({ kindOf }) => kindOf(uri) !== null)) continue;
    const plan = await aboveThat(parentOf(uri), [uri], input);
    if (plan !== null) plans.push(plan);
  }
  return [...plans, ...planRest(await withNeighbours(files.filter(isFree), input))];
}

async function ofConfiguration(uri: string, input: PlanInput): Promise<SetPlan> {
  const root = parentOf(uri);
  const named = namedFiles(readConfig(await input.configurationText(uri)), root);
  return planNamed({ root, configuration: uri, named }, input.folders, input.texts);
}

/** The set of the nearest configuration above a folder that has one of these files. */
async function aboveThat(folder: string, files: readonly string[], input: PlanInput): Promise<SetPlan | null> {
  if (!folder.startsWith("file:")) return null;
  for (let at = folder; ; at = parentOf(at)) {
    const uri = childOf(at, configurationName);
    if ((await input.folders.kindOf(uri)) === "file") {
      const plan = await ofConfiguration(uri, input);
      if (files.some((file) => plan.kindOf(file) !== null)) return plan;
    }
    if (parentOf(at) === at) return null;
  }
}

/** A folder of policies if there is one, as the command line would take; else all that there is. */
async function withoutConfiguration(root: string, policies: readonly string[], input: PlanInput): Promise<SetPlan> {
  const named = namedFiles(readConfig(null), root);
  if ((await input.folders.kindOf(named.policies[0]!)) === "folder") {
    return planNamed({ root, configuration: null, named }, input.folders, input.texts);
  }
  if (policies.length === 0) return planFiles(root, root, policies);
  return planNamed({ root, configuration: null, named: { ...named, policies: [root] } }, input.folders, input.texts);
}

/** Open files outside of the workspace have the policies of their folder beside them. */
async function withNeighbours(free: readonly string[], { roots, folders }: PlanInput): Promise<readonly string[]> {
  const outside = free.filter((uri) => uri.startsWith("file:") && !roots.some((root) => isUnder(root, uri)));
  const found = new Set(free);
  for (const folder of new Set(outside.map(parentOf))) {
    for (const uri of await folders.filesIn(folder)) if (policyFile.test(uri)) found.add(uri);
  }
  return [...found];
}
