/** The syntax tree: readonly plain data, one kind a construct. Later phases keep side tables; nothing writes here. */

import type { Dimension } from "../vocabulary/units.ts";
import type { Source, Span } from "./source.ts";

/** An identifier as written; `text` may be dotted where the grammar says DOTTED, and is empty where a name should stand and does not. */
export interface Name {
  readonly kind: "name";
  readonly text: string;
  readonly span: Span;
}

export interface Comment {
  /** With its `#` marks, without the line end. */
  readonly text: string;
  readonly span: Span;
  /** `##`: documentation when directly above a declaration or rule. */
  readonly documentation: boolean;
}

export interface File {
  readonly kind: "file";
  readonly source: Source;
  readonly span: Span;
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
}

export type Declaration =
  | ScheduleDeclaration
  | MetricDeclaration
  | LetDeclaration
  | BodyDeclaration
  | TestDeclaration
  | AssertDeclaration;

interface Documented {
  readonly span: Span;
  /** Text of the `##` comments directly above, marks and one blank stripped, lines joined by `\n`; "" if none. */
  readonly documentation: string;
}

// --- Declarations -----------------------------------------------------------------------------------------------

export interface ScheduleDeclaration extends Documented {
  readonly kind: "schedule";
  readonly name: Name;
  readonly spans: readonly ScheduleSpan[];
  readonly zone: StringLiteral | null;
}

/** No days: daily. No times: all day. */
export interface ScheduleSpan {
  readonly kind: "schedule-span";
  readonly span: Span;
  readonly days: readonly DayRange[];
  readonly times: TimeRange | null;
}

/** 0 is Monday, 6 Sunday; both ends are in; `first > last` wraps. `weekdays` is 0–4, `weekends` 5–6, `daily` 0–6. */
export interface DayRange {
  readonly kind: "day-range";
  readonly span: Span;
  readonly first: number;
  readonly last: number;
}

/** Minutes since midnight, 0–1440; `end <= start` crosses midnight. */
export interface TimeRange {
  readonly kind: "time-range";
  readonly span: Span;
  readonly start: number;
  readonly end: number;
}

export interface MetricDeclaration extends Documented {
  readonly kind: "metric";
  readonly name: Name;
  /** As written; the checker resolves it. Null when it did not parse. */
  readonly dimension: Name | null;
  readonly description: StringLiteral | null;
}

export interface LetDeclaration extends Documented {
  readonly kind: "let";
  readonly name: Name;
  readonly value: Expression;
}

export interface BodyDeclaration extends Documented {
  readonly kind: "template" | "profile";
  readonly name: Name;
  readonly bases: readonly Name[];
  readonly members: readonly Member[];
  /** From the keyword to the end of the bases: where header errors point. */
  readonly header: Span;
}

export interface TestDeclaration extends Documented {
  readonly kind: "test";
  readonly title: StringLiteral;
  readonly steps: readonly Step[];
}

export interface AssertDeclaration extends Documented {
  readonly kind: "assert";
  readonly name: Name;
  readonly steps: readonly AssertStep[];
}

// --- Members ----------------------------------------------------------------------------------------------------

export type Member =
  | LevelMember
  | MatchMember
  | TimeMember
  | NotifyMember
  | ParamMember
  | SetMember
  | RuleMember
  | RemoveMember
  | BrokenMember;

export interface LevelMember {
  readonly kind: "level";
  readonly span: Span;
  readonly level: Name;
}

export interface MatchMember {
  readonly kind: "match";
  readonly span: Span;
  readonly target: "macro" | "process";
  readonly patterns: readonly StringLiteral[];
}

export interface TimeMember {
  readonly kind: "grace" | "cooldown";
  readonly span: Span;
  readonly value: Expression;
}

export interface NotifyMember {
  readonly kind: "notify";
  readonly span: Span;
  readonly channels: readonly Name[];
  readonly actions: readonly Action[];
}

export interface ParamMember extends Documented {
  readonly kind: "param";
  readonly name: Name;
  readonly value: Expression;
}

export interface SetMember {
  readonly kind: "set";
  readonly span: Span;
  readonly name: Name;
  readonly value: Expression;
}

export interface RuleMember extends Documented {
  readonly kind: "rule";
  readonly override: boolean;
  readonly name: Name;
  /** Null when it did not parse. */
  readonly action: Action | null;
  readonly condition: Expression;
  readonly hold: Expression | null;
  readonly until: { readonly condition: Expression; readonly hold: Expression | null; readonly span: Span } | null;
  readonly message: MessageTemplate | null;
  /** From `override`/`rule` to the end of the name. */
  readonly header: Span;
}

export interface RemoveMember {
  readonly kind: "remove";
  readonly span: Span;
  readonly name: Name;
}

/** Text between two members that could not be read; its errors are reported. Kept so that tools can leave it be. */
export interface BrokenMember {
  readonly kind: "broken";
  readonly span: Span;
}

export type ActionName = "warn" | "throttle" | "pause" | "cancel";

export interface Action {
  readonly kind: "action";
  readonly span: Span;
  readonly name: ActionName;
  /** `cancel all`. */
  readonly all: boolean;
}

/** A message: the literal as written and its parts, `{expr}` already parsed with spans in the file. */
export interface MessageTemplate {
  readonly kind: "message";
  readonly span: Span;
  readonly parts: readonly MessagePart[];
}

export type MessagePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly value: Expression; readonly span: Span };

// --- Expressions ------------------------------------------------------------------------------------------------

export type Expression =
  | Quantity
  | StringLiteral
  | BooleanLiteral
  | Reference
  | Call
  | Unary
  | Binary
  | Group
  | ErrorExpression;

/** `value` is in the dimension's base unit; a plain number has dimension null. */
export interface Quantity {
  readonly kind: "quantity";
  readonly span: Span;
  readonly text: string;
  readonly value: number;
  readonly dimension: Dimension | null;
}

export interface StringLiteral {
  readonly kind: "string";
  readonly span: Span;
  /** Escapes resolved. */
  readonly value: string;
}

export interface BooleanLiteral {
  readonly kind: "boolean";
  readonly span: Span;
  readonly value: boolean;
}

/** A metric, param, let or schedule, by name. */
export interface Reference {
  readonly kind: "reference";
  readonly span: Span;
  readonly name: string;
}

export interface Call {
  readonly kind: "call";
  readonly span: Span;
  readonly callee: Name;
  readonly arguments: readonly Expression[];
}

export interface Unary {
  readonly kind: "unary";
  readonly span: Span;
  readonly operator: "not" | "-";
  readonly operand: Expression;
}

export type ComparisonOperator = "<" | "<=" | ">" | ">=" | "==" | "!=";
export type ArithmeticOperator = "+" | "-" | "*" | "/";

export interface Binary {
  readonly kind: "binary";
  readonly span: Span;
  readonly operator: "and" | "or" | ComparisonOperator | ArithmeticOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

/** Parentheses, kept for the formatter. */
export interface Group {
  readonly kind: "group";
  readonly span: Span;
  readonly inner: Expression;
}

/** Where an expression should be and is not, or a malformed one; already reported, so later phases stay silent. */
export interface ErrorExpression {
  readonly kind: "error";
  readonly span: Span;
}

// --- Test steps -------------------------------------------------------------------------------------------------

export type Step =
  | ProfileStep
  | EveryStep
  | StartStep
  | GivenStep
  | AtStep
  | RampStep
  | TraceStep
  | RunStep
  | ExpectStep
  | BrokenStep;

export interface ProfileStep {
  readonly kind: "profile-step";
  readonly span: Span;
  readonly name: Name;
}

export interface EveryStep {
  readonly kind: "every";
  readonly span: Span;
  readonly interval: Expression;
}

export interface StartStep {
  readonly kind: "start";
  readonly span: Span;
  readonly instant: StringLiteral;
}

export interface GivenStep {
  readonly kind: "given";
  readonly span: Span;
  readonly assignments: readonly Assignment[];
}

export interface AtStep {
  readonly kind: "at";
  readonly span: Span;
  readonly time: Expression;
  readonly assignments: readonly Assignment[];
}

/** `value` is null for `missing`. */
export interface Assignment {
  readonly kind: "assignment";
  readonly span: Span;
  readonly metric: Name;
  readonly value: Expression | null;
}

export interface RampStep {
  readonly kind: "from";
  readonly span: Span;
  readonly from: Expression;
  readonly to: Expression;
  readonly ramps: readonly Ramp[];
}

export interface Ramp {
  readonly kind: "ramp";
  readonly span: Span;
  readonly metric: Name;
  readonly from: Expression;
  readonly to: Expression;
}

export interface TraceStep {
  readonly kind: "trace";
  readonly span: Span;
  readonly path: StringLiteral;
}

export interface RunStep {
  readonly kind: "run";
  readonly span: Span;
  readonly length: Expression;
}

export interface ExpectStep {
  readonly kind: "expect";
  readonly span: Span;
  readonly negated: boolean;
  readonly outcome: Action | { readonly kind: "clear"; readonly span: Span };
  readonly by: Name | null;
  readonly when: { readonly kind: "at" | "before" | "after"; readonly time: Expression; readonly span: Span } | null;
}

/** As BrokenMember, in a test or an assertion. */
export interface BrokenStep {
  readonly kind: "broken";
  readonly span: Span;
}

// --- Assertions -------------------------------------------------------------------------------------------------

export type AssertStep = ProfilesStep | ClaimStep | BrokenStep;

/** The profiles that the claims are about. */
export interface ProfilesStep {
  readonly kind: "profiles-step";
  readonly span: Span;
  readonly profiles: readonly Name[];
}

/** `cancels when …`: every such state is answered by an action at least as harsh. */
export interface ClaimStep {
  readonly kind: "claim";
  readonly span: Span;
  readonly action: ActionName;
  readonly condition: Expression;
  readonly hold: Expression | null;
}
