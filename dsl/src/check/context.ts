/** What the parts of the checker share, and the side tables that they fill. */

import type { Expression, File, LetDeclaration, Member, Name, ParamMember } from "../syntax/ast.ts";
import type { Dimension } from "../vocabulary/units.ts";
import type { FlatBody } from "./inheritance.ts";
import { KeptChecks } from "./kept-checks.ts";
import type { Names } from "./names.ts";
import type { Reporter } from "./reporter.ts";
import type { BodySymbol, LetSymbol, ParamSymbol, PolicySymbol } from "./symbols.ts";
import type { Environment } from "./values.ts";

/** `unknown`: an error that is already reported; whatever is said about it would be a second error for one mistake. */
export type KnownDimension = Dimension | "unknown";

export interface ExpressionType {
  readonly dimension: KnownDimension;
  /** Reads no metric and no schedule. */
  readonly constant: boolean;
  /** A literal 0, which takes the dimension of the other side. */
  readonly zero: boolean;
  /** Holds a quotient whose divisor varies: may only be compared, added, or multiplied by a constant. */
  readonly quotient: boolean;
}

/** Where an expression stands: what it can name. */
export interface Scope {
  readonly file: File;
  /** Params that can be seen, by name; null for one whose declarations conflict. */
  readonly params: ReadonlyMap<string, ParamSymbol | null>;
  /** The body whose member it is; null for a let or a step of a test. */
  readonly body: BodySymbol | null;
  /** A name that an earlier error may have swallowed the declaration of. */
  readonly mayBeLost: (name: string) => boolean;
  /** A param that could be seen has no name, which is reported. */
  readonly hasNameless: boolean;
  /** Takes note of constants whose value has bounds, to be looked at once params have values. */
  readonly bounds: BoundedConstant[];
}

/** A constant that must not be negative, or must be positive, whatever params are set to. */
export interface BoundedConstant {
  readonly file: File;
  readonly value: Expression;
  readonly bound: "any" | "zero-or-more" | "positive";
  /** What it is, as messages call it: "`W` of `avg`". */
  readonly role: string;
  /** Of the function whose argument it is, if it is one. */
  readonly signature: string | null;
}

export interface CheckContext {
  readonly reporter: Reporter;
  readonly names: Names;
  readonly types: Map<Expression, ExpressionType>;
  /** What references and names of members and steps stand for. */
  readonly resolved: Map<Expression | Name, PolicySymbol>;
  readonly letDimensions: Map<LetSymbol, KnownDimension>;
  readonly paramDimensions: Map<ParamMember, KnownDimension>;
  /** The bounded constants of each member and let that has some. */
  readonly boundsOf: Map<Member | LetDeclaration, BoundedConstant[]>;
  /** What names mean in a body, for its tests: see `environmentOf`. */
  readonly environments: Map<FlatBody, Environment>;
  /** What a member of a body sees. Set once inheritance is known. */
  scopeOf: (body: BodySymbol, member: Member) => Scope;
}

/** The side tables, which outlive one check of the set. */
export type CheckTables = Pick<CheckContext, "types" | "resolved" | "letDimensions" | "paramDimensions" | "boundsOf">;

export function createTables(kept: KeptChecks): CheckTables {
  return {
    types: kept.table(),
    resolved: kept.table(),
    letDimensions: kept.table(),
    paramDimensions: kept.table(),
    boundsOf: kept.table(),
  };
}

/** With empty tables for what is checked once and by itself. */
export function createContext(
  reporter: Reporter,
  names: Names,
  tables: CheckTables = createTables(new KeptChecks()),
): CheckContext {
  return {
    reporter,
    names,
    ...tables,
    environments: new Map(),
    scopeOf: () => {
      throw new Error("inheritance is not known yet");
    },
  };
}

export const unknownType: ExpressionType = { dimension: "unknown", constant: true, zero: false, quotient: false };
