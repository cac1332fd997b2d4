/** ambiguous-match: two profiles whose patterns match something equally well, so that the order of the files decides. */

import { matchGlob } from "../../program/glob.ts";
import { commonTexts, expansionsOf } from "../../program/glob-overlap.ts";
import { pairsThatMayMeet } from "../../program/glob-pairs.ts";
import { partsOfGlob } from "../../program/glob-parts.ts";
import type { Span } from "../../syntax/source.ts";
import { ownMatches } from "../own-matches.ts";
import type { Finding, Findings, LintRule, LintSet } from "../rule.ts";

export const ambiguousMatch: LintRule<"ambiguous-match"> = {
  code: "ambiguous-match",
  category: "bugs",
  level: "warning",
  summary: "Two profiles whose patterns match the same macro equally well.",
  fix: null,
  *check(set): Findings {
    const patterns = patternsOf(set);
    for (const [earlier, later] of pairsOf(patterns)) {
      const text = tiedText(patterns, earlier, later);
      if (text !== null) yield finding(earlier, later, text);
    }
  },
};

interface Pattern {
  readonly profile: string;
  /** What it is held against. */
  readonly subject: "macro" | "executable" | "command line";
  readonly glob: string;
  /** It is the profile's name itself. */
  readonly isName: boolean;
  readonly file: string;
  readonly span: Span;
}

/** In the order in which equals are chosen between. */
function patternsOf(set: LintSet): Pattern[] {
  const written = ownMatches(set).map(({ body, file, target, pattern }): Pattern => {
    const glob = target === "process" ? pattern.value.replaceAll("\\", "/") : pattern.value;
    const subject = target === "macro" ? "macro" : /[ /]/.test(glob) ? "command line" : "executable";
    return { profile: body.name, subject, glob, isName: false, file: file.source.path, span: pattern.span };
  });
  const names = set.analysis.names.allBodies
    .filter(({ declaration }) => declaration.kind === "profile")
    .map(({ name, file, declaration }): Pattern => {
      const span = declaration.name.span;
      return { profile: name, subject: "macro", glob: name, isName: true, file: file.source.path, span };
    });
  const order = new Map(set.program.profiles.map((profile, at) => [profile.name, at]));
  const placeOf = ({ profile }: Pattern) => order.get(profile) ?? -1;
  return [...names, ...written].sort((a, b) => placeOf(a) - placeOf(b));
}

/** A command line in which a wildcard stands for two paths or arguments is made up, not met. */
function separatorsOf({ subject }: Pattern): string {
  return subject === "command line" ? " /" : "";
}

/** Of different profiles, in the order in which they are told of. */
function* pairsOf(patterns: readonly Pattern[]): Iterable<[Pattern, Pattern]> {
  for (const alike of Map.groupBy(patterns, ({ subject }) => subject).values()) {
    const parts = alike.map((pattern) => partsOfGlob(pattern.glob, separatorsOf(pattern)));
    for (const [first, second] of pairsThatMayMeet(parts)) {
      const [earlier, later] = [alike[first]!, alike[second]!];
      if (earlier.profile !== later.profile) yield [earlier, later];
    }
  }
}

/** A text that two patterns match equally well, and no other pattern better; null when none is found. */
function tiedText(patterns: readonly Pattern[], earlier: Pattern, later: Pattern): string | null {
  const [firsts, seconds] = [expansionsOf(earlier.glob), expansionsOf(later.glob)];
  for (const first of firsts) {
    for (const second of seconds) {
      if (first.literals !== second.literals || first.wildcards !== second.wildcards) continue;
      for (const text of commonTexts(first, second, separatorsOf(later))) {
        if (isTie(patterns, earlier, later, text)) return text;
      }
    }
  }
  return null;
}

/** Whether nothing matches the text better than these two, which match it alike. */
function isTie(patterns: readonly Pattern[], a: Pattern, b: Pattern, text: string): boolean {
  const scores = patterns
    .filter(({ subject }) => subject === a.subject)
    .map((pattern) => ({ pattern, score: matchGlob(pattern.glob, text) }));
  const scoreOf = (wanted: Pattern) => scores.find(({ pattern }) => pattern === wanted)?.score ?? null;
  const [first, second] = [scoreOf(a), scoreOf(b)];
  if (first === null || second === null) return false;
  if (first.literals !== second.literals || first.wildcards !== second.wildcards) return false;
  return scores.every(
    ({ score }) =>
      score === null ||
      score.literals < first.literals ||
      (score.literals === first.literals && score.wildcards >= first.wildcards),
  );
}

function finding(earlier: Pattern, later: Pattern, text: string): Finding {
  const said = ({ isName, glob, profile }: Pattern) => (isName ? `the name of \`${profile}\`` : `\`${glob}\``);
  return {
    file: later.file,
    span: later.span,
    message: `${said(later)} matches \`${text}\` no better than ${said(earlier)}${earlier.isName ? "" : ` of \`${earlier.profile}\``}, which governs it since it stands first; make one of the two more specific`,
    related: [{ message: `the pattern of \`${earlier.profile}\``, file: earlier.file, span: earlier.span }],
  };
}
