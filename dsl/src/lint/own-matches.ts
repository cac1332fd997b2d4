/** The patterns of a set's profiles, as written. */

import type { BodySymbol } from "../check/symbols.ts";
import type { File, MatchMember, StringLiteral } from "../syntax/ast.ts";
import type { LintSet } from "./rule.ts";

export interface OwnMatch {
  readonly body: BodySymbol;
  readonly file: File;
  readonly target: MatchMember["target"];
  readonly pattern: StringLiteral;
}

/** In order of file and position: the order in which equals are chosen between. */
export function ownMatches({ analysis }: Pick<LintSet, "analysis">): OwnMatch[] {
  return analysis.names.allBodies.flatMap((body) =>
    body.declaration.members.flatMap((member) =>
      member.kind === "match"
        ? member.patterns.map((pattern) => ({ body, file: body.file, target: member.target, pattern }))
        : [],
    ),
  );
}
