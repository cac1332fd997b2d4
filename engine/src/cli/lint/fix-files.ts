/** `--fix`: repairs what is certain, in memory until all is done, then file by file. */

import { type Fixed, fixAll, format, isMendable, type Source } from "@macro-engine/dsl";
import { errorsIn, type Files, type Looked } from "./look.ts";

export interface FixedFiles extends Files {
  readonly applied: number;
  /** Before and after, of each file that is another now. */
  readonly changed: readonly { readonly before: Source; readonly after: Source }[];
}

/** A policy that was in the style stays in it, in lines of `width` columns; others are left to their authors. */
export function fixFiles(files: Files, look: (files: Files) => Looked, width: number): FixedFiles {
  const before = [...files.policies, ...files.overrides];
  const split = (sources: readonly Source[]): Files => ({
    policies: sources.slice(0, files.policies.length),
    overrides: sources.slice(files.policies.length),
  });
  const seen = new WeakMap<readonly Source[], Looked["problems"]>();
  const problemsOf = (sources: readonly Source[]) => {
    const problems = seen.get(sources) ?? look(split(sources)).problems;
    seen.set(sources, problems);
    return problems;
  };
  // A repair may bring to light what an error hid, but never leave more of them.
  const isWorse = (was: readonly Source[], is: readonly Source[]) =>
    errorsIn(problemsOf(is)) > errorsIn(problemsOf(was));
  const mendableIn = (sources: readonly Source[]) => problemsOf(sources).filter(isMendable);
  const { sources: mended, applied }: Fixed = fixAll(before, mendableIn, isWorse);
  const sources = mended.map((after, at) => (at < files.policies.length ? inStyle(before[at]!, after, width) : after));
  const changed = before.flatMap((source, index) => {
    const after = sources[index]!;
    return after.text === source.text ? [] : [{ before: source, after }];
  });
  return { ...split(sources), applied, changed };
}

function inStyle(before: Source, after: Source, width: number): Source {
  if (after.text === before.text || format(before, { width }) !== before.text) return after;
  return { ...after, text: format(after, { width }) };
}
