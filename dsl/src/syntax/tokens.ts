/** The kinds of token, the keywords, and the words that mean something only in their place. */

import { createToken, Lexer, type TokenType } from "chevrotain";
import type { Dimension } from "../vocabulary/units.ts";

/** `label` is how messages name it. */
function token(name: string, label: string, categories: TokenType[] = []): TokenType {
  return createToken({ name, label, categories, pattern: Lexer.NA });
}

export const Name = token("Name", "a name");
export const DottedName = token("DottedName", "a dotted name");
export const QuantityToken = token("Quantity", "a quantity");
export const StringToken = token("String", "a string");
export const TimeToken = token("Time", "a time of day");

/** A message's string comes in pieces, so that `{expr}` is parsed by the grammar, in place. */
export const MessageOpen = token("MessageOpen", "a string");
export const MessageText = token("MessageText", "text");
export const ValueOpen = token("ValueOpen", "`{`");
export const ValueClose = token("ValueClose", "`}`");
export const MessageClose = token("MessageClose", '`"`');

export const LeftBrace = token("LeftBrace", "`{`");
export const RightBrace = token("RightBrace", "`}`");
export const LeftParen = token("LeftParen", "`(`");
export const RightParen = token("RightParen", "`)`");
export const Colon = token("Colon", "`:`");
export const Comma = token("Comma", "`,`");
/** What may stand between two operands; only `sum` is restricted to the second. */
export const BinaryOperator = token("BinaryOperator", "an operator");
export const ArithmeticOperator = token("ArithmeticOperator", "an operator", [BinaryOperator]);

export const Assign = token("Assign", "`=`", [BinaryOperator]);
export const Arrow = token("Arrow", "`->`");
export const Plus = token("Plus", "`+`", [ArithmeticOperator]);
export const Minus = token("Minus", "`-`", [ArithmeticOperator]);
export const Times = token("Times", "`*`", [ArithmeticOperator]);
export const Divide = token("Divide", "`/`", [ArithmeticOperator]);
/** `<` `<=` `>` `>=` `==` `!=`, told apart by their image. */
export const Comparison = token("Comparison", "a comparison", [BinaryOperator]);

const keyword = (word: string, categories?: TokenType[]) => token(word, `\`${word}\``, categories);

export const And = keyword("and", [BinaryOperator]);
export const Or = keyword("or", [BinaryOperator]);
export const Not = keyword("not");
export const True = keyword("true");
export const False = keyword("false");
export const Missing = keyword("missing");
export const Schedule = keyword("schedule");
export const Metric = keyword("metric");
export const Let = keyword("let");
export const Template = keyword("template");
export const Profile = keyword("profile");
export const Test = keyword("test");
export const Assert = keyword("assert");
export const Level = keyword("level");
export const Match = keyword("match");
export const Grace = keyword("grace");
export const Cooldown = keyword("cooldown");
export const Notify = keyword("notify");
export const Param = keyword("param");
export const SetKeyword = keyword("set");
export const Rule = keyword("rule");
export const Override = keyword("override");
export const Remove = keyword("remove");
export const Every = keyword("every");
export const Start = keyword("start");
export const Given = keyword("given");
export const At = keyword("at");
export const From = keyword("from");
export const Trace = keyword("trace");
export const Run = keyword("run");
export const Expect = keyword("expect");
export const Cancels = keyword("cancels");
export const Pauses = keyword("pauses");
export const Throttles = keyword("throttles");
export const Warns = keyword("warns");
export const For = keyword("for");
export const Until = keyword("until");
export const Message = keyword("message");
export const When = keyword("when");
export const Extends = keyword("extends");
export const On = keyword("on");
export const In = keyword("in");

export const declarationKeywords = [Schedule, Metric, Let, Template, Profile, Test, Assert] as const;
export const memberKeywords = [
  Level,
  Match,
  Grace,
  Cooldown,
  Notify,
  Param,
  SetKeyword,
  Rule,
  Override,
  Remove,
] as const;
export const stepKeywords = [Profile, Every, Start, Given, At, From, Trace, Run, Expect] as const;
/** What a profile is claimed to do. */
export const claimKeywords = [Cancels, Pauses, Throttles, Warns] as const;
/** What stands in an assertion. */
export const assertKeywords = [Profile, ...claimKeywords] as const;
const otherKeywords = [And, Or, Not, True, False, Missing, For, Until, Message, When, Extends, On, In] as const;

/** Every reserved word with its token type. A keyword's token type is named like the word. */
export const keywordTypes: ReadonlyMap<string, TokenType> = new Map(
  [...declarationKeywords, ...memberKeywords, ...stepKeywords, ...assertKeywords, ...otherKeywords].map((type) => [
    type.name,
    type,
  ]),
);

/** Every reserved word. */
export const keywords: readonly string[] = [...keywordTypes.keys()];

/** Words of one place only; everywhere else they are names. */
export const ActionWord = token("ActionWord", "an action", [Name]);
export const DayWord = token("DayWord", "a day", [Name]);
export const DayGroup = token("DayGroup", "a day", [Name]);
export const TargetWord = token("TargetWord", "`macro` or `process`", [Name]);
export const All = token("all", "`all`", [Name]);
export const By = token("by", "`by`", [Name]);
export const To = token("to", "`to`", [Name]);
export const No = token("no", "`no`", [Name]);
export const Before = token("before", "`before`", [Name]);
export const After = token("after", "`after`", [Name]);
export const Clear = token("clear", "`clear`", [Name]);

export const actionNames = ["warn", "throttle", "pause", "cancel"] as const;
export const levelNames = ["safe", "risky", "dangerous"] as const;
export const targetNames = ["macro", "process"] as const;
/** From Monday, as the tree numbers them. */
export const dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export const dayGroups = { weekdays: [0, 4], weekends: [5, 6], daily: [0, 6] } as const;

/** Token type of each word that means something in some place. */
export const wordTypes: ReadonlyMap<string, TokenType> = new Map([
  ...keywordTypes,
  ...actionNames.map((word) => [word, ActionWord] as const),
  ...dayNames.map((word) => [word, DayWord] as const),
  ...Object.keys(dayGroups).map((word) => [word, DayGroup] as const),
  ...targetNames.map((word) => [word, TargetWord] as const),
  ...[All, By, To, No, Before, After, Clear].map((type) => [type.name, type] as const),
]);

export const allTokens: readonly TokenType[] = [
  ...[Name, DottedName, QuantityToken, StringToken, TimeToken],
  ...[MessageOpen, MessageText, ValueOpen, ValueClose, MessageClose],
  ...[
    LeftBrace,
    RightBrace,
    LeftParen,
    RightParen,
    Colon,
    Comma,
    Assign,
    Arrow,
    Plus,
    Minus,
    Times,
    Divide,
    Comparison,
  ],
  ...keywordTypes.values(),
  ...[ActionWord, DayWord, DayGroup, TargetWord, All, By, To, No, Before, After, Clear],
];

/** What the lexer already knows of a token, beyond its text. */
export type TokenPayload =
  /** Null when malformed. */
  | { readonly quantity: { readonly value: number; readonly dimension: Dimension | null } | null }
  /** A string's or message piece's text, escapes resolved. */
  | { readonly text: string }
  /** Minutes since midnight; null when malformed. */
  | { readonly minutes: number | null }
  /** A word with characters that no name has. */
  | { readonly broken: true };
