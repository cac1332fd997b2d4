/**
 * What names stand for. A subject is everything that has to be called alike: one let; a rule with all that overrides it;
 * a param with those that a body inherits as one with it.
 */

import type { Member, ParamMember, RuleMember } from "@macro-engine/dsl";
import type { Place } from "./place.ts";

export type SubjectKind =
  | "metric"
  | "let"
  | "schedule"
  | "param"
  | "template"
  | "profile"
  | "rule"
  | "assert"
  | "channel"
  | "function";

/** Compared by identity within one analysis. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly name: string;
  /** Where it is declared first: for a rule without what overrides it. Several for one that is inherited twice, or where declarations clash. Empty for what is built in, and for channels. */
  readonly declarations: readonly Place[];
  /** The members among those, for params and rules. */
  readonly members: ReadonlySet<Member>;
  /** More than one thing claims the name, which is reported. */
  readonly clashes: boolean;
}

/** One subject for those declarations that hang together, directly or through others. */
export function grouped<M extends ParamMember | RuleMember>(
  kind: "param" | "rule",
  name: string,
  places: ReadonlyMap<M, Place>,
  together: readonly (readonly M[])[],
  whole: Subject | null,
): ReadonlyMap<Member, Subject> {
  const groupOf = new Map<M, Set<M>>([...places.keys()].map((member) => [member, new Set([member])]));
  for (const [first, ...others] of together) {
    for (const other of others) {
      const [into, from] = [groupOf.get(first!), groupOf.get(other)];
      if (into === undefined || from === undefined || into === from) continue;
      for (const member of from) {
        into.add(member);
        groupOf.set(member, into);
      }
    }
  }
  const subjects = new Map<ReadonlySet<M>, Subject>();
  for (const group of groupOf.values()) {
    if (subjects.has(group)) continue;
    const declarations = [...group].map((member) => places.get(member)!);
    subjects.set(group, whole ?? { kind, name, declarations, members: group, clashes: false });
  }
  return new Map([...groupOf].map(([member, group]) => [member, subjects.get(group)!]));
}
