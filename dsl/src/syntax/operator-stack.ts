/** Puts operands and operators together by precedence, as they are read from left to right. */

import type { IToken, TokenType } from "chevrotain";
import type { Expression } from "./ast.ts";
import { binaryOf, spanBetween } from "./build-ast.ts";
import * as tokens from "./tokens.ts";

/** What binds tighter is higher. */
const precedences: ReadonlyMap<TokenType, number> = new Map<TokenType, number>([
  [tokens.Or, 1],
  [tokens.And, 2],
  [tokens.Not, 3],
  [tokens.Comparison, 4],
  [tokens.Assign, 4],
  [tokens.Plus, 5],
  [tokens.Minus, 5],
  [tokens.Times, 6],
  [tokens.Divide, 6],
]);
const comparisonPrecedence = 4;

const precedenceOf = (operator: IToken) => precedences.get(operator.tokenType) ?? 0;

/** Operator-precedence parsing (shunting-yard): operators wait until one comes that does not bind tighter. */
export class OperatorStack {
  private readonly operands: Expression[];
  private readonly waiting: IToken[] = [];

  /** Starts with the first operand, or with none when a `not` comes before it. */
  constructor(first: Expression | null) {
    this.operands = first === null ? [] : [first];
  }

  /** A `not` before an operand. */
  addDenial(operator: IToken): void {
    this.waiting.push(operator);
  }

  addOperand(operand: Expression): void {
    this.operands.push(operand);
  }

  /** An operator after an operand. False when it compares what is a comparison already. */
  addOperator(operator: IToken): boolean {
    const precedence = precedenceOf(operator);
    let chained = false;
    for (let last = this.waiting.at(-1); last !== undefined && precedenceOf(last) >= precedence; ) {
      chained ||= precedence === comparisonPrecedence && precedenceOf(last) === comparisonPrecedence;
      this.combine();
      last = this.waiting.at(-1);
    }
    this.waiting.push(operator);
    return !chained;
  }

  /** All of it as one expression. */
  finish(): Expression {
    while (this.waiting.length > 0) this.combine();
    return this.operands[0]!;
  }

  private combine(): void {
    const operator = this.waiting.pop()!;
    const right = this.operands.pop()!;
    if (operator.tokenType === tokens.Not) {
      const span = { start: spanBetween(operator, operator).start, end: right.span.end };
      this.operands.push({ kind: "unary", operator: "not", operand: right, span });
    } else this.operands.push(binaryOf(this.operands.pop()!, operator, right));
  }
}
