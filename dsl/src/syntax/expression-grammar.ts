/** The grammar of conditions, values and messages. */

import { EOF, type IToken, type TokenType } from "chevrotain";
import type { ErrorExpression, Expression, MessagePart, MessageTemplate } from "./ast.ts";
import { binaryOf, nameOf, quantityOf, referenceOf, stringOf, textOf } from "./build-ast.ts";
import { noStops, RecoveringParser, type Stops } from "./recovering-parser.ts";
import type { Span } from "./source.ts";
import * as tokens from "./tokens.ts";

/** What can begin a `sum`. */
export const valueStarts: ReadonlySet<TokenType> = new Set<TokenType>([
  ...[tokens.QuantityToken, tokens.StringToken, tokens.True, tokens.False, tokens.Missing],
  ...[tokens.DottedName, tokens.LeftParen, tokens.Name],
]);

const conditionStarts: ReadonlySet<TokenType> = new Set<TokenType>([...valueStarts, tokens.Not, tokens.Minus]);

/** Where the parts of a rule end. */
export const clauseStops: Stops = new Set([tokens.For, tokens.Until, tokens.Message]);
const valueEnd: Stops = new Set([tokens.ValueClose]);
/** Words that join or follow conditions, and may be misspelt there. */
const joiningWords = [tokens.And, tokens.Or];
const clauseWords = [tokens.For, tokens.Until, tokens.Message];

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
      const read = this.SUBRULE(this.disjunction);
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

  private readonly disjunction = this.plain("disjunction", (): Expression => {
    let left = this.SUBRULE(this.conjunction);
    this.MANY(() => {
      const operator = this.CONSUME(tokens.Or);
      const right = this.SUBRULE2(this.conjunction);
      this.ACTION(() => {
        left = this.binary(left, operator, right);
      });
    });
    return left;
  });

  private readonly conjunction = this.plain("conjunction", (): Expression => {
    let left = this.SUBRULE(this.negation);
    this.MANY(() => {
      const operator = this.CONSUME(tokens.And);
      const right = this.SUBRULE2(this.negation);
      this.ACTION(() => {
        left = this.binary(left, operator, right);
      });
    });
    return left;
  });

  private readonly negation = this.plain("negation", (): Expression => {
    this.ACTION(() => this.expectStart(conditionStarts, "a condition"));
    return this.OR([{ ALT: () => this.SUBRULE(this.denial) }, { ALT: () => this.SUBRULE(this.comparison) }]);
  });

  private readonly denial = this.plain("denial", (): Expression => {
    const operator = this.CONSUME(tokens.Not);
    this.ACTION(() => this.descend());
    const operand = this.SUBRULE(this.negation);
    return this.ACTION((): Expression => {
      this.ascend();
      return { kind: "unary", operator: "not", operand, span: this.since(operator) };
    });
  });

  private readonly comparison = this.plain("comparison", (): Expression => {
    let left = this.SUBRULE(this.sum);
    let compared = false;
    this.MANY(() => {
      const operator = this.OR([
        { ALT: () => this.CONSUME(tokens.Comparison) },
        { ALT: () => this.CONSUME(tokens.Assign) },
      ]);
      const right = this.SUBRULE2(this.sum);
      this.ACTION(() => {
        this.checkComparison(operator, compared);
        compared = true;
        left = this.binary(left, operator, right);
      });
    });
    this.ACTION(() => this.repairKeyword(joiningWords, clauseWords));
    return left;
  });

  private checkComparison(operator: IToken, chained: boolean): void {
    const span = { start: operator.startOffset, end: operator.endOffset! + 1 };
    if (chained) {
      this.errorsFound.report(span, "syntax-error", "chain", {});
      this.giveUp();
    }
    if (operator.tokenType !== tokens.Assign) return;
    this.errorsFound.report(span, "syntax-error", "assignment", {}, { fixes: [this.fix(span, "==")] });
  }

  private readonly sum = this.plain("sum", (): Expression => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(tokens.Plus) }, { ALT: () => this.CONSUME(tokens.Minus) }]);
      const right = this.SUBRULE2(this.product);
      this.ACTION(() => {
        left = this.binary(left, operator, right);
      });
    });
    return left;
  });

  private readonly product = this.plain("product", (): Expression => {
    let left = this.SUBRULE(this.unary);
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(tokens.Times) }, { ALT: () => this.CONSUME(tokens.Divide) }]);
      const right = this.SUBRULE2(this.unary);
      this.ACTION(() => {
        left = this.binary(left, operator, right);
      });
    });
    return left;
  });

  private readonly unary = this.plain("unary", (): Expression => {
    const minus = this.OPTION(() => this.CONSUME(tokens.Minus));
    const operand = this.SUBRULE(this.primary);
    return this.ACTION((): Expression => {
      if (minus === undefined) return operand;
      return { kind: "unary", operator: "-", operand, span: this.since(minus) };
    });
  });

  private readonly primary = this.plain("primary", (): Expression => {
    this.ACTION(() => this.expectStart(valueStarts, "a value"));
    return this.OR([
      { ALT: () => this.actionOn(this.CONSUME(tokens.QuantityToken), quantityOf) },
      { ALT: () => this.actionOn(this.CONSUME(tokens.StringToken), stringOf) },
      { ALT: () => this.actionOn(this.CONSUME(tokens.True), (token) => this.boolean(token, true)) },
      { ALT: () => this.actionOn(this.CONSUME(tokens.False), (token) => this.boolean(token, false)) },
      { ALT: () => this.SUBRULE(this.call) },
      { ALT: () => this.actionOn(this.CONSUME(tokens.DottedName), referenceOf) },
      { ALT: () => this.actionOn(this.CONSUME(tokens.Name), referenceOf) },
      { ALT: () => this.SUBRULE(this.group) },
    ]);
  });

  private actionOn(token: IToken, make: (token: IToken) => Expression): Expression {
    return this.ACTION(() => make(token));
  }

  private boolean(token: IToken, value: boolean): Expression {
    return { kind: "boolean", value, span: { start: token.startOffset, end: token.endOffset! + 1 } };
  }

  /** Reports what can begin no value in the words of its place; a keyword on the same line was meant for a name. */
  protected expectStart(starts: ReadonlySet<TokenType>, expected: string): void {
    const token = this.LA(1);
    if (starts.has(token.tokenType) || token.tokenType.CATEGORIES?.includes(tokens.Name)) return;
    const isKeyword = tokens.keywordTypes.get(token.image) === token.tokenType;
    if (isKeyword && !clauseStops.has(token.tokenType) && token.tokenType !== EOF && !this.endsItem(1)) {
      this.errorsFound.report(this.spanAt(1), "reserved-word", "reference", { word: token.image });
      this.consumeToken();
      this.giveUp();
    }
    this.fail(expected);
  }

  private readonly call = this.plain("call", (): Expression => {
    const callee = this.OR([{ ALT: () => this.CONSUME(tokens.Name) }, { ALT: () => this.CONSUME(tokens.Missing) }]);
    const open = this.CONSUME(tokens.LeftParen);
    const list: Expression[] = [];
    this.ACTION(() => this.descend());
    this.MANY_SEP({
      SEP: tokens.Comma,
      DEF: () => list.push(this.SUBRULE(this.disjunction)),
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
    const inner = this.SUBRULE(this.disjunction);
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

  private binary(left: Expression, operator: IToken, right: Expression): Expression {
    this.countOperator();
    return binaryOf(left, operator, right);
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
