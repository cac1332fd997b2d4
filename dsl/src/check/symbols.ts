/** What a name can stand for. One symbol a declaration: tools compare them by identity. */

import type {
  BodyDeclaration,
  File,
  LetDeclaration,
  MetricDeclaration,
  ParamMember,
  RuleMember,
  ScheduleDeclaration,
} from "../syntax/ast.ts";
import type { Metric } from "../vocabulary/metrics.ts";

/** `metric` is null when its dimension is not known; `file` and `declaration` are null for built-in ones. */
export interface MetricSymbol {
  readonly kind: "metric";
  readonly name: string;
  readonly metric: Metric | null;
  readonly file: File | null;
  readonly declaration: MetricDeclaration | null;
}

export interface LetSymbol {
  readonly kind: "let";
  readonly name: string;
  readonly file: File;
  readonly declaration: LetDeclaration;
}

export interface ScheduleSymbol {
  readonly kind: "schedule";
  readonly name: string;
  readonly file: File;
  readonly declaration: ScheduleDeclaration;
}

export interface BodySymbol {
  readonly kind: "body";
  readonly name: string;
  readonly file: File;
  readonly declaration: BodyDeclaration;
}

export interface ParamSymbol {
  readonly kind: "param";
  readonly name: string;
  readonly file: File;
  readonly declaration: ParamMember;
  readonly body: BodySymbol;
}

export interface RuleSymbol {
  readonly kind: "rule";
  readonly name: string;
  readonly file: File;
  readonly declaration: RuleMember;
  readonly body: BodySymbol;
}

/** What an expression can refer to. */
export type ValueSymbol = MetricSymbol | LetSymbol | ScheduleSymbol | ParamSymbol;

export type PolicySymbol = ValueSymbol | BodySymbol | RuleSymbol;
