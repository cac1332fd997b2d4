/** The findings that a configuration's baseline has: they are not told again. */

import type { ParsedFile } from "@macro-engine/dsl";
import { applyBaseline, type BaselineFile, baselineIn } from "../../../engine/src/findings/baseline.ts";
import { statementOf } from "../../../engine/src/findings/statement.ts";
import type { Host } from "../host.ts";
import type { PolicyView, Remark } from "./policy-view.ts";
import { parentOf, pathFrom, resolvedFrom } from "./uris.ts";

export interface Baselines {
  /** Whether what a view's configuration names has been read. */
  isKnown(view: PolicyView): boolean;
  load(view: PolicyView): Promise<void>;
  /** Files on disk may have changed. False where nothing was known. */
  forget(): boolean;
  /** Findings that the baseline does not have; all of them where there is none, or it is none. */
  untold(view: PolicyView, findings: readonly Remark[]): readonly Remark[];
}

interface Known {
  readonly baseline: BaselineFile | null;
  /** Names of files that are there, of those that the set does not have. */
  readonly elsewhere: ReadonlySet<string>;
}

export function createBaselines({ files, sha256 }: Pick<Host, "files" | "sha256">): Baselines {
  const known = new Map<string, Known>();

  function uriFor(view: PolicyView): string | null {
    const { baseline } = view.config.lint;
    return baseline === null || sha256 === undefined ? null : resolvedFrom(view.uriOf(""), baseline);
  }

  async function read(uri: string, view: PolicyView): Promise<Known> {
    const content = await files.read(uri);
    const baseline = "text" in content ? baselineIn(content.text) : null;
    const names = namesOf(view, uri);
    const others = new Set(baseline?.findings.map(({ file }) => file).filter((file) => !names.has(file)));
    const elsewhere = new Set<string>();
    for (const name of others) {
      if ("text" in (await files.read(resolvedFrom(parentOf(uri), name)))) elsewhere.add(name);
    }
    return { baseline, elsewhere };
  }

  return {
    isKnown(view) {
      const uri = uriFor(view);
      return uri === null || known.has(uri);
    },
    async load(view) {
      const uri = uriFor(view);
      if (uri !== null) known.set(uri, await read(uri, view));
    },
    forget() {
      const hadSome = known.size > 0;
      known.clear();
      return hadSome;
    },
    untold(view, findings) {
      const uri = uriFor(view);
      const { baseline, elsewhere } = (uri === null ? null : known.get(uri)) ?? nothing;
      if (uri === null || baseline === null) return findings;
      const parsed = new Map(view.analysis.files.map((file): [string, ParsedFile] => [file.file.source.path, file]));
      const print = (finding: Remark) => {
        const statement = statementOf(finding, (file) => view.sources.get(file), parsed);
        return sha256!(`${finding.code}\n${statement}`).slice(0, 32);
      };
      const nameOf = (file: string) => pathFrom(parentOf(uri), view.uriOf(file));
      const isElsewhere = (name: string) => elsewhere.has(name);
      return applyBaseline(baseline, {
        problems: findings,
        statementPrint: print,
        isFinding: () => true,
        nameOf,
        isElsewhere,
      }).problems;
    },
  };
}

const nothing: Known = { baseline: null, elsewhere: new Set() };

function namesOf(view: PolicyView, baseline: string): ReadonlySet<string> {
  return new Set([...view.sources.keys()].map((path) => pathFrom(parentOf(baseline), view.uriOf(path))));
}
