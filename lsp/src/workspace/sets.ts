/** The policy sets of the workspace: files on disk, open buffers over them. */

import type { Source } from "@macro-engine/dsl";
import type { Host, Machine } from "../host.ts";
import { createFolders } from "./folders.ts";
import { createLiveSet, type LiveSet } from "./live-set.ts";
import { planSets } from "./plan-sets.ts";
import type { PolicyView, Remark } from "./policy-view.ts";
import { configurationName } from "./read-config.ts";
import type { SetPlan } from "./set-plan.ts";
import { type Content, createTexts } from "./texts.ts";
import { canonicalUri, isUnder, nameOf, parentOf } from "./uris.ts";

/** URIs are taken as clients write them. */
export interface PolicySets {
  setFolders(uris: readonly string[]): void;
  changeFolders(added: readonly string[], removed: readonly string[]): void;
  open(uri: string, text: string, languageId: string): void;
  close(uri: string): void;
  /** These were made, changed, renamed or removed on disk, with all below them; without any: who knows what. */
  changedOnDisk(uris?: readonly string[]): void;
  views(): Promise<readonly PolicyView[]>;
  viewOf(uri: string): Promise<{ readonly view: PolicyView; readonly path: string } | null>;
  /** Folders with files of sets that are in no folder of the workspace. */
  outside(): Promise<readonly string[]>;
  /** Whether a file is told of as one of this set: of several sets that have it, one is. */
  owns(view: PolicyView, path: string): boolean;
  learn(view: PolicyView, findings: readonly Remark[]): void;
}

export interface PolicySetsOptions {
  readonly onProgress?: (done: number, total: number) => void;
  /** What has been told of is there. */
  readonly onReady?: () => void;
}

/** A plan for as long as nothing changes that it rests on. */
interface Planned {
  readonly sets: readonly LiveSet[];
  /** By URI: the set whose file it is. */
  readonly owners: ReadonlyMap<string, LiveSet>;
}

interface PolicySetsHost extends Pick<Host, "files"> {
  readonly machine: Pick<Machine, "readings"> | null;
}

export function createPolicySets(host: PolicySetsHost, options: PolicySetsOptions = {}): PolicySets {
  const { files, machine } = host;
  const texts = createTexts(files);
  const folders = createFolders(files);
  const live = new Map<string, LiveSet>();
  const setOf = new WeakMap<PolicyView, LiveSet>();
  const configurations = new WeakMap<Content, Source>();
  let roots: readonly string[] = [];
  let planned: Promise<Planned> | null = null;
  let current: Promise<readonly PolicyView[]> | null = null;
  let owners: Planned["owners"] = new Map();
  let version = 0;
  let doubts = 0;
  let changes = 0;

  const changed = (isPlanInDoubt: boolean) => {
    current = null;
    changes += 1;
    if (!isPlanInDoubt) return;
    planned = null;
    doubts += 1;
  };

  async function configurationText(uri: string): Promise<Source | null> {
    await texts.read(uri);
    const content = texts.known(uri);
    if (content === null || !("text" in content)) return null;
    let source = configurations.get(content);
    if (source === undefined) {
      source = { path: configurationName, text: content.text };
      configurations.set(content, source);
    }
    return source;
  }

  function liveSet(plan: SetPlan): LiveSet {
    const known = live.get(plan.key);
    if (known !== undefined) {
      known.replan(plan);
      return known;
    }
    const set = createLiveSet(plan, {
      texts,
      nextVersion: () => ++version,
      spelling: (uri) => texts.buffers().get(uri)?.uri ?? uri,
      readings: (question) => machine?.readings(question) ?? new Map(),
      onProgress: options.onProgress ?? (() => {}),
    });
    live.set(plan.key, set);
    return set;
  }

  async function makePlan(): Promise<Planned> {
    for (;;) {
      const began = doubts;
      const plans = await planSets({ roots, folders, texts, configurationText });
      // Overtaken by a change.
      if (doubts !== began) continue;
      const keys = new Set(plans.map(({ key }) => key));
      for (const key of live.keys()) if (!keys.has(key)) live.delete(key);
      const sets = plans.map(liveSet);
      owners = new Map(sets.toReversed().flatMap((set) => filesOf(set.plan).map((uri) => [uri, set] as const)));
      return { sets, owners };
    }
  }

  function plan(): Promise<Planned> {
    planned ??= makePlan();
    return planned;
  }

  async function viewIn(set: LiveSet): Promise<PolicyView> {
    const view = await set.view();
    options.onReady?.();
    setOf.set(view, set);
    return view;
  }

  /** All of one moment: of a set that was looked at first there may be another view by the time that the last has been read. */
  async function viewAll(): Promise<readonly PolicyView[]> {
    for (;;) {
      const began = changes;
      const { sets } = await plan();
      const views = await Promise.all(sets.map(viewIn));
      if (changes === began) return views;
    }
  }

  return {
    setFolders(uris) {
      roots = [...new Set(uris.map(canonicalUri))];
      changed(true);
    },
    changeFolders(added, removed) {
      const gone = new Set(removed.map(canonicalUri));
      roots = [...new Set([...roots.filter((root) => !gone.has(root)), ...added.map(canonicalUri)])];
      // Nobody has watched them so far.
      for (const uri of added.map(canonicalUri)) folders.forget(uri);
      changed(true);
    },
    open(spelt, text, languageId) {
      const uri = canonicalUri(spelt);
      const isNew = !texts.buffers().has(uri);
      texts.open(uri, { isPolicy: languageId === "macropolicy", content: { text }, uri: spelt });
      if (isNew) folders.forget(uri);
      changed(isNew || nameOf(uri) === configurationName);
    },
    close(spelt) {
      const uri = canonicalUri(spelt);
      texts.close(uri);
      folders.forget(uri);
      changed(true);
    },
    changedOnDisk(uris) {
      if (uris === undefined) {
        texts.forgetAll();
        folders.forgetAll();
      }
      for (const uri of uris?.map(canonicalUri) ?? []) {
        texts.forgetBelow(uri);
        folders.forget(uri);
      }
      changed(true);
    },
    views() {
      if (current === null) {
        const views = viewAll();
        current = views;
        views.catch(() => {
          if (current === views) current = null;
        });
      }
      return current;
    },
    async viewOf(spelt) {
      const uri = canonicalUri(spelt);
      const set = (await plan()).owners.get(uri);
      if (set === undefined) return null;
      const view = await viewIn(set);
      const path = set.pathOf(uri);
      return view.kindOf(path) === null ? null : { view, path };
    },
    async outside() {
      const { sets } = await plan();
      const files = sets.flatMap(({ plan: { policies, overrides } }) => [...policies, ...overrides]);
      const far = files.filter((uri) => uri.startsWith("file:") && !roots.some((root) => isUnder(root, uri)));
      return [...new Set(far.map(parentOf))].sort();
    },
    owns(view, path) {
      const set = setOf.get(view);
      return set !== undefined && owners.get(canonicalUri(view.uriOf(path))) === set;
    },
    learn: (view, findings) => setOf.get(view)?.learn(view, findings),
  };
}

function filesOf({ policies, overrides, configuration }: SetPlan): readonly string[] {
  return [...policies, ...overrides, ...(configuration === null ? [] : [configuration])];
}
