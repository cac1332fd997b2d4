/** What may be done at a place of a file: how it is called, and the edits that do it. */

import type { ParsedFile, Span } from "@macro-engine/dsl";
import type { PolicyView, Remark } from "../../workspace/policy-view.ts";
import type { Edit } from "../place.ts";

export const actionKinds = [
  "quickfix",
  "refactor.extract",
  "refactor.inline",
  "refactor.rewrite",
  "refactor.generateTest",
  "source.fixAll.macropolicy",
  "source.organizeMembers.macropolicy",
] as const;

export type ActionKind = (typeof actionKinds)[number];

export interface Action {
  /** At one place there is no other of this kind and title. */
  readonly title: string;
  readonly kind: ActionKind;
  /** The one thing that is certainly to be done. */
  readonly isPreferred?: true;
  readonly mends?: readonly Remark[];
  /** Why it cannot be done, where one would look for it; `edits` gives nothing then. */
  readonly disabled?: string;
  /** Worked out once it is chosen: edits apart from each other, or the reason why there are none after all. */
  readonly edits: (pause?: Pause) => ActionResult | Promise<ActionResult>;
}

/** Lets others have their turn, between two pieces of long work; rejects where nobody waits for its end any more. */
export type Pause = () => Promise<void>;

export type ActionResult = readonly ActionEdit[] | { readonly reason: string };

/** In a file that the view does not have, all of its text. */
export interface ActionEdit extends Edit {
  /** What of `text` the author is to replace, as offsets in it. */
  readonly placeholder?: Span;
}

/** Where actions are asked for. */
export interface ActionPlace {
  readonly view: PolicyView;
  readonly path: string;
  /** Null for a file that is no policy. */
  readonly parsed: ParsedFile | null;
  /** What is selected; empty where a cursor stands. */
  readonly span: Span;
}

export interface ActionMaker {
  readonly kinds: readonly ActionKind[];
  /** Quick, since it is asked at every move of a cursor; never throws. */
  make(place: ActionPlace): Iterable<Action>;
}
