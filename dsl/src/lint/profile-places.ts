/** Where what is found of a whole profile is said: at its name, or where an override file makes it. */

import type { Place as ProgramPlace, ProgramProfile } from "../program/program.ts";
import { lineStarts } from "../syntax/source.ts";
import type { Place } from "./override-places.ts";
import type { LintSet } from "./rule.ts";

export function profilePlace(set: LintSet, profile: ProgramProfile): Place {
  const symbol = set.analysis.names.bodies.get(profile.name);
  if (symbol !== undefined) return { file: symbol.file.source.path, span: symbol.declaration.name.span };
  return placeInOverrides(set, profile.place);
}

/** The rest of the word at a place in an override file. */
function placeInOverrides({ overrides }: LintSet, { file, line, column }: ProgramPlace): Place {
  const source = overrides.find(({ path }) => path === file);
  if (source === undefined) return { file, span: { start: 0, end: 0 } };
  const start = (lineStarts(source)[line - 1] ?? 0) + column - 1;
  const word = /^[^\s:,{}]+/.exec(source.text.slice(start, start + 200));
  return { file, span: { start, end: start + (word?.[0].length ?? 0) } };
}
