/** Everything that can be done at a place of a file. */

import type { Span } from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import type { Action, ActionKind, ActionMaker, ActionPlace } from "./action.ts";
import { completeCall } from "./complete-call.ts";
import { declareMissing } from "./declare-missing.ts";
import { extract } from "./extract.ts";
import { fixFile } from "./fix-file.ts";
import { fixRemarks } from "./fix-remarks.ts";
import { generateTest } from "./generate-test.ts";
import { heedFinding } from "./heed-finding.ts";
import { ignoreFinding } from "./ignore-finding.ts";
import { inline } from "./inline.ts";
import { nameAsOthers } from "./name-as-others.ts";
import { organizeMembers } from "./organize-members.ts";
import { rewrite } from "./rewrite.ts";
import { settleClash } from "./settle-clash.ts";

const makers: readonly ActionMaker[] = [
  fixRemarks,
  settleClash,
  declareMissing,
  completeCall,
  nameAsOthers,
  heedFinding,
  extract,
  inline,
  rewrite,
  generateTest,
  ignoreFinding,
  organizeMembers,
  fixFile,
];

/** Repairs first. `isWanted` says which kinds are asked for. */
export function codeActions(
  view: PolicyView,
  path: string,
  span: Span,
  isWanted: (kind: ActionKind) => boolean = () => true,
): readonly Action[] {
  if (!view.sources.has(path)) return [];
  const place: ActionPlace = { view, path, parsed: view.file(path), span };
  return makers
    .flatMap((maker) => (maker.kinds.some(isWanted) ? [...maker.make(place)] : []))
    .filter(({ kind }) => isWanted(kind));
}
