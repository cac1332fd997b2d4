/** One policy set while it is being edited: makes a view when one is asked for and something has changed since the last. */

import { createAnalyzer, type Source } from "@macro-engine/dsl";
import type { MachineQuestion, MetricReading } from "../host.ts";
import { turn } from "../turn.ts";
import { createView, follows, isParsed, parseOnce, type UnreadFile } from "./create-view.ts";
import type { FileKind, PolicyView, Remark } from "./policy-view.ts";
import type { SetPlan } from "./set-plan.ts";
import type { Content, Texts } from "./texts.ts";
import { unfoundFiles } from "./unfound.ts";
import { pathFrom, resolvedFrom } from "./uris.ts";

export interface LiveSet {
  readonly plan: SetPlan;
  replan(plan: SetPlan): void;
  view(): Promise<PolicyView>;
  pathOf(uri: string): string;
  /** What lint has found in a view; no matter if there is another by now. */
  learn(view: PolicyView, findings: readonly Remark[]): void;
}

export interface LiveSetOptions {
  readonly texts: Texts;
  readonly nextVersion: () => number;
  /** As the client spells a URI. */
  readonly spelling: (uri: string) => string;
  readonly readings: (question: MachineQuestion) => ReadonlyMap<string, MetricReading>;
  /** Of a set that takes its time: how many of its files have been read. */
  readonly onProgress: (done: number, total: number) => void;
}

/** How long to read and parse before others have a turn, ms. */
const sliceMs = 20;

export function createLiveSet(initial: SetPlan, options: LiveSetOptions): LiveSet {
  const { texts, onProgress } = options;
  const analyzer = createAnalyzer();
  const findings = new WeakMap<PolicyView, readonly Remark[]>();
  const sources = new Map<string, { readonly content: Content; readonly source: Source }>();
  let plan = initial;
  let last: { readonly view: PolicyView; readonly made: Made } | null = null;
  let making: Promise<PolicyView> | null = null;
  const paths = new Map<string, string>();

  function pathOf(uri: string): string {
    let path = paths.get(uri);
    if (path === undefined) {
      path = uri === plan.root ? uri : pathFrom(plan.root, uri);
      paths.set(uri, path);
    }
    return path;
  }

  function sourceOf(uri: string, content: { readonly text: string } & Content): Source {
    const known = sources.get(uri);
    if (known?.content === content) return known.source;
    const source = { path: pathOf(uri), text: content.text };
    if (known !== undefined) follows(source, known.source);
    sources.set(uri, { content, source });
    return source;
  }

  /** Null where some file has yet to be read. */
  function gather(): Made | null {
    const all: Record<FileKind, Source[]> = { policy: [], overrides: [], configuration: [] };
    const unread: UnreadFile[] = [];
    const spellings: string[] = [];
    for (const [kind, uris] of filesOf(plan)) {
      for (const uri of uris) {
        spellings.push(options.spelling(uri));
        const content = texts.known(uri);
        if (content === null) return null;
        if ("text" in content) all[kind].push(sourceOf(uri, content));
        else unread.push({ path: pathOf(uri), kind, reason: content.reason });
      }
    }
    const configuration = all.configuration[0] ?? null;
    unread.unshift(...unfoundFiles(plan, configuration, pathOf));
    return { policies: all.policy, overrides: all.overrides, configuration, unread, spellings };
  }

  async function readAll(): Promise<void> {
    const uris = [...filesOf(plan).values()].flat().filter((uri) => texts.known(uri) === null);
    let since = performance.now();
    for (const [at, uri] of uris.entries()) {
      await texts.read(uri);
      if (performance.now() - since < sliceMs) continue;
      onProgress(at, uris.length * 2);
      await turn();
      since = performance.now();
    }
  }

  /** In slices, but for the one file that an edit changes; false where others have had their turn since. */
  async function parseAll(policies: readonly Source[]): Promise<boolean> {
    const unparsed = policies.filter((source) => !isParsed(source));
    const since = performance.now();
    for (const [at, source] of unparsed.entries()) {
      parseOnce(source);
      if (at + 1 === unparsed.length || performance.now() - since < sliceMs) continue;
      onProgress(policies.length * 2 - (unparsed.length - at), policies.length * 2);
      await turn();
      return false;
    }
    return true;
  }

  async function make(): Promise<PolicyView> {
    for (;;) {
      const made = gather();
      if (made === null) await readAll();
      else if (last !== null && isSame(last.made, made)) return last.view;
      else if (await parseAll(made.policies)) {
        // Nothing but microtasks since: these are the texts as they are.
        last = { made, view: viewOf(made) };
        return last.view;
      }
    }
  }

  function viewOf(made: Made): PolicyView {
    const uris = new Map([...filesOf(plan).values()].flat().map((uri) => [pathOf(uri), uri]));
    const view: PolicyView = createView({
      ...made,
      version: options.nextVersion(),
      uriOf: (path) => options.spelling(uris.get(path) ?? resolvedFrom(plan.root, path)),
      readings: options.readings,
      analyzer,
      findings: () => findings.get(view) ?? none,
    });
    return view;
  }

  return {
    get plan() {
      return plan;
    },
    replan(next) {
      plan = next;
      const uris = new Set([...filesOf(plan).values()].flat());
      for (const uri of [...paths.keys()]) if (!uris.has(uri)) paths.delete(uri);
      for (const uri of [...sources.keys()]) if (!uris.has(uri)) sources.delete(uri);
    },
    view() {
      making ??= make().finally(() => {
        making = null;
      });
      return making;
    },
    pathOf,
    learn: (view, found) => void findings.set(view, found),
  };
}

const none: readonly Remark[] = [];

interface Made {
  readonly policies: readonly Source[];
  readonly overrides: readonly Source[];
  readonly configuration: Source | null;
  readonly unread: readonly UnreadFile[];
  /** URIs of all files as the client has them: places that it is told of are kept for as long as the view is. */
  readonly spellings: readonly string[];
}

function filesOf({ policies, overrides, configuration }: SetPlan): ReadonlyMap<FileKind, readonly string[]> {
  return new Map<FileKind, readonly string[]>([
    ["policy", policies],
    ["overrides", overrides],
    ["configuration", configuration === null ? [] : [configuration]],
  ]);
}

function isSame(a: Made, b: Made): boolean {
  const isEqual = (one: readonly unknown[], other: readonly unknown[]) =>
    one.length === other.length && one.every((each, at) => each === other[at]);
  const reasons = (made: Made) => made.unread.flatMap(({ path, reason }) => [path, reason]);
  return (
    isEqual(a.policies, b.policies) &&
    isEqual(a.overrides, b.overrides) &&
    a.configuration === b.configuration &&
    isEqual(a.spellings, b.spellings) &&
    isEqual(reasons(a), reasons(b))
  );
}
