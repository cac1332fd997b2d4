/** Flattens templates and profiles: what each has once its bases are merged and its own members applied. */

import type {
  Expression,
  File,
  LevelMember,
  Member,
  NotifyMember,
  ParamMember,
  RuleMember,
  SetMember,
  TimeMember,
} from "../syntax/ast.ts";
import { applyMembers } from "./apply-members.ts";
import { resolveBases } from "./bases.ts";
import type { Globals } from "./globals.ts";
import { isSame } from "./kept-checks.ts";
import { brokenWords, namelessMembers } from "./lost-words.ts";
import { mergeBases } from "./merge-bases.ts";
import type { Names } from "./names.ts";
import type { Reporter } from "./reporter.ts";
import type { BodySymbol, ParamSymbol, RuleSymbol } from "./symbols.ts";
import { type Environment, letsByName } from "./values.ts";

/** A body with everything that it inherits. */
export interface FlatBody {
  readonly symbol: BodySymbol;
  /** Its bases, left to right, without unknown ones. */
  readonly bases: readonly FlatBody[];
  /** Itself and all it extends, however far. */
  readonly lineage: ReadonlySet<BodySymbol>;
  /** Some base is not known, so nothing can be said about what it does not inherit. */
  readonly open: boolean;
  /** Words in members, own or inherited, that could not be read. */
  readonly lost: ReadonlySet<string>;
  /** What it or a base declares without a name. */
  readonly nameless: ReadonlySet<"param" | "rule">;
  readonly params: Map<string, FlatParam>;
  /** In order of declaration: the bases' from left to right, then its own; an override keeps its place. */
  readonly rules: Map<string, FlatRule>;
  /** Rules that it or a base removed: the declarations that are gone, by name. */
  readonly removed: Map<string, ReadonlySet<RuleMember>>;
  readonly settings: FlatSettings;
  readonly notify: Map<NotifyMember, BodySymbol>;
}

export interface FlatSettings {
  level: Setting<LevelMember> | null;
  grace: Setting<TimeMember> | null;
  cooldown: Setting<TimeMember> | null;
}

export interface Setting<M extends Member> {
  readonly member: M;
  /** The body that says so. */
  readonly body: BodySymbol;
}

export interface FlatParam {
  readonly symbol: ParamSymbol;
  /** The declarations that it goes back to; several once a conflict is settled. */
  readonly roots: ReadonlySet<ParamSymbol>;
  /** What gives it its value: the declaration or the last `set`. */
  readonly member: ParamMember | SetMember;
  readonly value: Expression;
  readonly file: File;
  /** False after a conflict or a clash: its value is not known. */
  readonly certain: boolean;
}

export interface FlatRule {
  readonly symbol: RuleSymbol;
  /** The declarations that it goes back to through overrides. */
  readonly roots: ReadonlySet<RuleMember>;
  readonly certain: boolean;
}

/** Bodies as they were flattened before, and what they were made of. */
export type FlattenedBefore = WeakMap<BodySymbol, { readonly body: FlatBody; readonly grounds: readonly unknown[] }>;

/**
 * Every body of the set, flattened; those of names that clash too. One that is made of the same things as `before`, of which
 * nothing was reported, is the very same. `globals` is another when lets have changed.
 */
export function flattenBodies(
  names: Names,
  reporter: Reporter,
  globals: Globals,
  before: FlattenedBefore,
): ReadonlyMap<BodySymbol, FlatBody> {
  const flat = new Map<BodySymbol, FlatBody>();
  const lets = letsByName(names);
  for (const { symbol, bases, open } of resolveBases(names, reporter)) {
    const known = bases.map((base) => flat.get(base)).filter((base) => base !== undefined);
    // Whether two bases mean the same can depend on what lets are worth.
    const grounds = [open, known.length > 1 ? globals : null, ...known];
    const kept = before.get(symbol);
    if (kept !== undefined && isSame(kept.grounds, grounds)) {
      flat.set(symbol, kept.body);
      continue;
    }
    const reported = reporter.diagnostics.length;
    const body = flatten(symbol, known, open, { names, lets, reporter });
    flat.set(symbol, body);
    if (reporter.diagnostics.length === reported) before.set(symbol, { body, grounds });
    else before.delete(symbol);
  }
  return flat;
}

interface Surroundings {
  readonly names: Names;
  readonly lets: Environment;
  readonly reporter: Reporter;
}

function flatten(symbol: BodySymbol, bases: readonly FlatBody[], open: boolean, around: Surroundings): FlatBody {
  const lost = new Set([...bases.flatMap((base) => [...base.lost]), ...brokenWords(symbol.file, symbol.declaration)]);
  const nameless = new Set([...bases.flatMap((base) => [...base.nameless]), ...namelessMembers(symbol.declaration)]);
  const lineage = new Set([symbol, ...bases.flatMap((base) => [...base.lineage])]);
  const { conflicts, ...merged } = mergeBases(bases, around.lets);
  const body: FlatBody = {
    symbol,
    bases,
    lineage,
    open: open || bases.some((base) => base.open),
    lost,
    nameless,
    ...merged,
  };
  applyMembers(body, conflicts, around.names, around.reporter);
  return body;
}
