/** Which files a set has, and which would belong to it if they were there. */

import { isPassedOver, overrideFile, policyFile } from "../../../engine/src/folder-search.ts";
import type { Folders } from "./folders.ts";
import type { FileKind } from "./policy-view.ts";
import type { NamedFiles } from "./read-config.ts";
import type { Texts } from "./texts.ts";
import { isUnder, parentOf } from "./uris.ts";

export interface SetPlan {
  /** The same for the same set, however its files change. */
  readonly key: string;
  /** The folder from which paths of the set start. */
  readonly root: string;
  readonly configuration: string | null;
  readonly policies: readonly string[];
  readonly overrides: readonly string[];
  /** What the configuration names as policies and is not there. */
  readonly missing: readonly string[];
  /** What it names and has too many folders to be searched. */
  readonly tooBig: readonly string[];
  /** What a file is to the set, or would be; null: nothing. */
  readonly kindOf: (uri: string) => FileKind | null;
}

/** The set of a configuration, or of a folder that has the defaults. */
export async function planNamed(
  { root, configuration, named }: { root: string; configuration: string | null; named: NamedFiles },
  folders: Folders,
  texts: Texts,
): Promise<SetPlan> {
  const kindOf = (uri: string): FileKind | null => {
    if (uri === configuration) return "configuration";
    const isPolicy = policyFile.test(uri) || texts.buffers().get(uri)?.isPolicy === true;
    if (named.policies.some((path) => path === uri || (isPolicy && isFoundUnder(path, uri)))) return "policy";
    return overrideFile.test(uri) && isFoundUnder(named.overrides, uri) ? "overrides" : null;
  };
  const found = new Set<string>();
  const missing: string[] = [];
  const tooBig: string[] = [];
  for (const path of [...named.policies, named.overrides]) {
    const kind = await folders.kindOf(path);
    if (kind === "folder") {
      const { files, isCut } = await folders.filesUnder(path);
      for (const uri of files) found.add(uri);
      if (isCut && configuration !== null) tooBig.push(path);
    } else if (kind === "file") found.add(path);
    else if (path !== named.overrides) missing.push(path);
  }
  for (const uri of texts.buffers().keys()) found.add(uri);
  const ofKind = (kind: FileKind) => [...found].filter((uri) => kindOf(uri) === kind);
  return {
    key: `${configuration ?? root}`,
    root,
    configuration,
    policies: ofKind("policy"),
    overrides: ofKind("overrides"),
    missing: missing.filter((path) => ![...texts.buffers().keys()].some((uri) => uri === path || isUnder(path, uri))),
    tooBig,
    kindOf,
  };
}

/** A set of policy files alone. */
export function planFiles(key: string, root: string, policies: readonly string[]): SetPlan {
  const known = new Set(policies);
  const kindOf = (uri: string) => (known.has(uri) ? ("policy" as const) : null);
  return { key, root, configuration: null, policies, overrides: [], missing: [], tooBig: [], kindOf };
}

/** Files that no other set has: each folder is a set. What a client names in a scheme of its own has nothing beside it. */
export function planRest(policies: readonly string[]): readonly SetPlan[] {
  const byPlace = Map.groupBy(policies, (uri) => (uri.includes("://") ? parentOf(uri) : uri));
  return [...byPlace].map(([place, uris]) => planFiles(`files of ${place}`, place, uris));
}

/** Whether a search of a folder would come upon a path. */
function isFoundUnder(folder: string, uri: string): boolean {
  if (!isUnder(folder, uri)) return false;
  const between = uri.slice(folder.length).split("/").slice(1, -1);
  return !between.some(isPassedOver);
}
