/** The grammar of conditions, values and messages. */

import type { IToken, TokenType } from "chevrotain";
import type { ErrorExpression, Expression, MessagePart, MessageTemplate } from "./ast.ts";
import { nameOf, quantityOf, referenceOf, stringOf, textOf } from "./build-ast.ts";
import { canFollow, isA, itemTypes } from "./landmarks.ts";
import { OperatorStack } from "./operator-stack.ts";
import { noStops, RecoveringParser, type Stops } from "./recovering-parser.ts";
import type { Span } from "./source.ts";
import * as tokens from "./tokens.ts";

/** What can begin a `sum`. */
export const valueStarts: ReadonlySet<TokenType> = new Set<TokenType>([
  ...[tokens.QuantityToken, tokens.StringToken, tokens.True, tokens.False, tokens.Missing],
  ...[tokens.DottedName, tokens.LeftParen, tokens.Name],
]);

const signedStarts: ReadonlySet<TokenType> = new Set<TokenType>([...valueStarts, tokens.Minus]);

/** Where the parts of a rule end. */
export const clauseStops: Stops = new Set([tokens.For, tokens.Until, tokens.Message]);
const valueEnd: Stops = new Set([tokens.ValueClose]);
/** Words that join or follow conditions, and may be misspelt there. */
const joiningWords = [tokens.And, tokens.Or];
const clauseWords = [tokens.For, tokens.Until, tokens.Message];

/** What `operand` says is missing. */
const conditionExpected = { ARGS: ["a condition"] as [string] };
const argumentExpected = { ARGS: ["an argument"] as [string] };
const valueExpected = { ARGS: ["a value"] as [string] };

export function errorAtSpan(span: Span): ErrorExpression {
  return { kind: "error", span };
}

export abstract class ExpressionGrammar extends RecoveringParser {
  /** A condition that never fails: what cannot be read is an ErrorExpression. */
  protected readonly condition = this.guarded(
    "condition",
    clauseStops,
    (): Expression => {
      this.ACTION(() => this.resetLimits());
      const first = this.LA(1);
      const read = this.SUBRULE(this.disjunction, conditionExpected);
      this.ACTION(() => this.repairKeyword(clauseWords));
      return this.ACTION(() =>
        this.settle(clauseStops, "an operator or the next clause") ? read : this.unreadable(first),
      );
    },
    errorAtSpan,
  );

  /** A sum over quantities, lets and params; never fails. It ends at one of `stops` or the next item. */
  protected readonly constant = this.constantUntil("constant", clauseStops);

  /** As `constant`, in a list of assignments or ramps. */
  protected readonly assigned = this.constantUntil("assigned", new Set([tokens.Comma, tokens.Arrow]));

  /** A message's `{expr}`. */
  private readonly messageValue = this.constantUntil("messageValue", valueEnd);

  private constantUntil(name: string, stops: Stops) {
    return this.guarded(
      name,
      stops,
      (): Expression => {
        this.ACTION(() => this.resetLimits());
        const first = this.LA(1);
        const read = this.SUBRULE(this.sum);
        if (stops === clauseStops) this.ACTION(() => this.repairKeyword(clauseWords));
        const expected = stops === valueEnd ? "an operator or `}`" : "an operator or the end of the value";
        return this.ACTION(() => (this.settle(stops, expected) ? read : this.unreadable(first)));
      },
      errorAtSpan,
    );
  }

  private unreadable(first: IToken): ErrorExpression {
    return errorAtSpan(this.since(first));
  }

  /**
   * A condition, read flat: operands with operators between them. Precedence is applied while reading: with a rule of the
   * grammar for each of the eight levels, whole files took half as long again.
   */
  private readonly disjunction = this.plain("disjunction", (expected: string): Expression => {
    let stack = null as OperatorStack | null;
    this.ACTION(() => this.repairNot());
    this.MANY1(() => {
      const denial = this.CONSUME1(tokens.Not);
      this.ACTION(() => {
        stack = this.deny(stack ?? new OperatorStack(null), denial);
      });
    });
    const first = this.SUBRULE1(this.operand, { ARGS: [expected] });
    stack?.addOperand(first);
    this.ACTION(() => this.repairKeyword(joiningWords, clauseWords));
    this.MANY2(() => {
      const operator = this.CONSUME(tokens.BinaryOperator);
      this.ACTION(() => {
        stack ??= new OperatorStack(first);
        this.join(stack, operator);
      });
      const joins = operator.tokenType === tokens.And || operator.tokenType === tokens.Or;
      if (joins) this.ACTION(() => this.repairNot());
      this.MANY3({
        GATE: () => joins,
        DEF: () => {
          const denial = this.CONSUME2(tokens.Not);
          this.ACTION(() => this.deny(stack!, denial));
        },
      });
      const next = this.SUBRULE2(this.operand, joins ? conditionExpected : valueExpected);
      stack?.addOperand(next);
      this.ACTION(() => this.repairKeyword(joiningWords, clauseWords));
    });
    return this.ACTION(() => stack?.finish() ?? first);
  });

  /** As `disjunction`, with arithmetic alone. */
  private readonly sum = this.plain("sum", (): Expression => {
    let stack = null as OperatorStack | null;
    const first = this.SUBRULE1(this.operand, valueExpected);
    this.MANY(() => {
      const operator = this.CONSUME(tokens.ArithmeticOperator);
      const next = this.SUBRULE2(this.operand, valueExpected);
      this.ACTION(() => {
        stack ??= new OperatorStack(first);
        this.join(stack, operator);
        stack.addOperand(next);
      });
    });
    return this.ACTION(() => stack?.finish() ?? first);
  });

  /** A misspelt `not`: two names side by side, unless the second is a misspelt word itself. */
  private repairNot(): void {
    if (!isA(this.LA(1), tokens.Name) || !canFollow(tokens.Not, this.LA(2))) return;
    if (this.endsItem(2) || this.misspells(2, [...joiningWords, ...clauseWords])) return;
    this.repairKeyword([tokens.Not]);
  }

  private deny(stack: OperatorStack, denial: IToken): OperatorStack {
    this.countOperator();
    stack.addDenial(denial);
    return stack;
  }

  private join(stack: OperatorStack, operator: IToken): void {
    this.countOperator();
    const span = { start: operator.startOffset, end: operator.endOffset! + 1 };
    if (!stack.addOperator(operator)) {
      this.errorsFound.report(span, "syntax-error", "chain", {});
      this.giveUp();
    }
    if (operator.tokenType !== tokens.Assign) return;
    this.errorsFound.report(span, "syntax-error", "assignment", {}, { fixes: [this.fix(span, "==")] });
  }

  /** A value, with its sign. */
  private readonly operand = this.plain("operand", (expected: string): Expression => {
    this.ACTION(() => this.expectStart(signedStarts, expected));
    const minus = this.OPTION(() => this.CONSUME(tokens.Minus));
    if (minus !== undefined) this.ACTION(() => this.expectStart(valueStarts, "a value"));
    const operand = this.OR(this.alternatives);
    if (minus === undefined) return operand;
    return this.ACTION((): Expression => ({ kind: "unary", operator: "-", operand, span: this.since(minus) }));
  });

  /** Made once: they are asked for at every value. */
  private readonly alternatives: { ALT: () => Expression }[] = [
    { ALT: () => quantityOf(this.CONSUME(tokens.QuantityToken)) },
    { ALT: () => stringOf(this.CONSUME(tokens.StringToken)) },
    { ALT: () => this.boolean(this.CONSUME(tokens.True), true) },
    { ALT: () => this.boolean(this.CONSUME(tokens.False), false) },
    { ALT: () => this.SUBRULE(this.call) },
    { ALT: () => referenceOf(this.CONSUME(tokens.DottedName)) },
    { ALT: () => referenceOf(this.CONSUME(tokens.Name)) },
    { ALT: () => this.SUBRULE(this.group) },
  ];

  private boolean(token: IToken, value: boolean): Expression {
    return { kind: "boolean", value, span: { start: token.startOffset, end: token.endOffset! + 1 } };
  }

  /** Reports what can begin no value in the words of its place; a keyword on the same line was meant for a name. */
  protected expectStart(starts: ReadonlySet<TokenType>, expected: string): void {
    const token = this.LA(1);
    if (starts.has(token.tokenType) || token.tokenType.CATEGORIES?.includes(tokens.Name)) return;
    if (itemTypes.has(token.tokenType) && !this.endsItem(1)) {
      this.errorsFound.report(this.spanAt(1), "syntax-error", "keyword", { word: token.image });
      this.consumeToken();
      this.giveUp();
    }
    this.fail(expected);
  }

  private readonly call = this.plain("call", (): Expression => {
    const callee = this.OR([{ ALT: () => this.CONSUME(tokens.Name) }, { ALT: () => this.CONSUME(tokens.Missing) }]);
    const open = this.CONSUME(tokens.LeftParen);
    const list: Expression[] = [];
    this.ACTION(() => {
      this.descend();
      if (this.LA(1).tokenType === tokens.Comma) this.fail("an argument");
    });
    this.MANY_SEP({
      SEP: tokens.Comma,
      DEF: () => list.push(this.SUBRULE(this.disjunction, argumentExpected)),
    });
    this.ACTION(() => this.expectClosing(open, "`,` or `)`"));
    this.CONSUME(tokens.RightParen);
    return this.ACTION((): Expression => {
      this.ascend();
      return { kind: "call", callee: nameOf(callee), arguments: list, span: this.since(callee) };
    });
  });

  private readonly group = this.plain("group", (): Expression => {
    const open = this.CONSUME(tokens.LeftParen);
    this.ACTION(() => this.descend());
    const inner = this.SUBRULE(this.disjunction, conditionExpected);
    this.ACTION(() => this.expectClosing(open, "an operator or `)`"));
    this.CONSUME(tokens.RightParen);
    return this.ACTION((): Expression => {
      this.ascend();
      return { kind: "group", inner, span: this.since(open) };
    });
  });

  /** Reports a `(` that the clause or the item ends without closing. */
  private expectClosing(open: IToken, expected: string): void {
    const { tokenType } = this.LA(1);
    if (tokenType === tokens.RightParen) return;
    if (!clauseStops.has(tokenType) && tokenType !== tokens.ValueClose && !this.endsItem(1)) this.fail(expected);
    const span = { start: open.startOffset, end: open.endOffset! + 1 };
    this.errorsFound.report(span, "syntax-error", "missing-paren", { found: this.found() });
    this.giveUp();
  }

  // --- Messages ---------------------------------------------------------------------------------------------------

  protected readonly messageClause = this.guarded(
    "messageClause",
    noStops,
    (): MessageTemplate | null => {
      this.CONSUME(tokens.Message);
      this.ACTION(() => this.expectString());
      return this.OR([
        { ALT: () => this.SUBRULE(this.messageString) },
        // Only after a misspelt `message`, whose string was read before anyone knew.
        { ALT: () => this.plainMessage(this.CONSUME(tokens.StringToken)) },
      ]);
    },
    () => null,
  );

  private expectString(): void {
    const { tokenType } = this.LA(1);
    if (tokenType !== tokens.MessageOpen && tokenType !== tokens.StringToken) this.fail("a string");
  }

  private plainMessage(token: IToken): MessageTemplate {
    return this.ACTION(() => {
      const { span, value } = stringOf(token);
      return { kind: "message", span, parts: [{ kind: "text", text: value }] };
    });
  }

  private readonly messageString = this.plain("messageString", (): MessageTemplate => {
    const open = this.CONSUME(tokens.MessageOpen);
    const parts: MessagePart[] = [];
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const piece = this.CONSUME(tokens.MessageText);
            this.ACTION(() => parts.push({ kind: "text", text: textOf(piece) }));
          },
        },
        {
          ALT: () => {
            const brace = this.CONSUME(tokens.ValueOpen);
            const value = this.SUBRULE(this.messageValue);
            this.CONSUME(tokens.ValueClose);
            this.ACTION(() => parts.push({ kind: "value", value, span: this.since(brace) }));
          },
        },
      ]);
    });
    this.CONSUME(tokens.MessageClose);
    return this.ACTION((): MessageTemplate => ({ kind: "message", parts, span: this.since(open) }));
  });
}
