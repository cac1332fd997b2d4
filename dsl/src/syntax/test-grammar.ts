/** The grammar of tests. */

import type { IToken, TokenType } from "chevrotain";
import type { Assignment, ExpectStep, Expression, Name, Ramp, Step } from "./ast.ts";
import { nameOf, quantityOf, stringOf } from "./build-ast.ts";
import { errorAtSpan, valueStarts } from "./expression-grammar.ts";
import { isA } from "./landmarks.ts";
import { MemberGrammar } from "./member-grammar.ts";
import { noStops, type Stops } from "./recovering-parser.ts";
import * as tokens from "./tokens.ts";

type When = NonNullable<ExpectStep["when"]>;

const assignmentStops: Stops = new Set([tokens.Comma]);
const assignedStarts: ReadonlySet<TokenType> = new Set<TokenType>([...valueStarts, tokens.Minus]);
const boundWords = ["before", "after"];
const ruleFollowers = [tokens.At, tokens.Before, tokens.After, tokens.RightBrace, ...tokens.stepKeywords];
const outcomeWords = [...tokens.actionNames, "clear", "no"];

export abstract class TestGrammar extends MemberGrammar {
  protected readonly step = this.guarded(
    "step",
    noStops,
    (): Step => {
      const step = this.OR([
        { ALT: () => this.SUBRULE(this.profileStep) },
        { ALT: () => this.SUBRULE(this.lengthStep) },
        { ALT: () => this.SUBRULE(this.textStep) },
        { ALT: () => this.SUBRULE(this.givenStep) },
        { ALT: () => this.SUBRULE(this.atStep) },
        { ALT: () => this.SUBRULE(this.rampStep) },
        { ALT: () => this.SUBRULE(this.expectStep) },
      ]);
      this.ACTION(() => this.settle(noStops, "the next step"));
      return step;
    },
    (span): Step => ({ kind: "broken", span }),
  );

  private readonly profileStep = this.plain("profileStep", (): Step => {
    const first = this.CONSUME(tokens.Profile);
    const name = this.CONSUME(tokens.Name);
    return this.ACTION((): Step => {
      if (name.image === "") return { kind: "broken", span: this.since(first) };
      return { kind: "profile-step", name: nameOf(name), span: this.since(first) };
    });
  });

  private readonly lengthStep = this.plain("lengthStep", (): Step => {
    const first = this.OR([{ ALT: () => this.CONSUME(tokens.Every) }, { ALT: () => this.CONSUME(tokens.Run) }]);
    const time = this.SUBRULE(this.time);
    return this.ACTION((): Step => {
      const span = this.since(first);
      if (first.tokenType === tokens.Every) return { kind: "every", interval: time, span };
      return { kind: "run", length: time, span };
    });
  });

  private readonly textStep = this.plain("textStep", (): Step => {
    const first = this.OR([{ ALT: () => this.CONSUME(tokens.Start) }, { ALT: () => this.CONSUME(tokens.Trace) }]);
    const text = this.CONSUME(tokens.StringToken);
    return this.ACTION((): Step => {
      const span = this.since(first);
      if (first.tokenType === tokens.Start) return { kind: "start", instant: stringOf(text), span };
      return { kind: "trace", path: stringOf(text), span };
    });
  });

  private readonly time = this.plain("time", (): Expression => {
    const token = this.CONSUME(tokens.QuantityToken);
    return this.ACTION(() => quantityOf(token));
  });

  private readonly givenStep = this.plain("givenStep", (): Step => {
    const first = this.CONSUME(tokens.Given);
    const assignments = this.SUBRULE(this.assignments);
    return this.ACTION((): Step => ({ kind: "given", assignments, span: this.since(first) }));
  });

  private readonly atStep = this.plain("atStep", (): Step => {
    const first = this.CONSUME(tokens.At);
    const time = this.SUBRULE(this.time);
    this.CONSUME(tokens.Colon);
    const assignments = this.SUBRULE(this.assignments);
    return this.ACTION((): Step => ({ kind: "at", time, assignments, span: this.since(first) }));
  });

  /** Commas between assignments may be forgotten: that is reported, and they are read on. */
  private readonly assignments = this.plain("assignments", (): Assignment[] => {
    const list: Assignment[] = [];
    const read = this.SUBRULE1(this.assignment);
    this.ACTION(() => list.push(read));
    this.MANY({
      GATE: () => this.goesOn(this.isMetric(1) && this.LA(2).tokenType === tokens.Assign, "`,` or the next step"),
      DEF: () => {
        this.OPTION(() => this.CONSUME(tokens.Comma));
        const next = this.SUBRULE2(this.assignment);
        this.ACTION(() => list.push(next));
      },
    });
    return list;
  });

  private readonly assignment = this.plain("assignment", (): Assignment => {
    const metric = this.SUBRULE(this.metricName);
    this.CONSUME(tokens.Assign);
    const value = this.SUBRULE(this.assignedValue);
    return this.ACTION(
      (): Assignment => ({
        kind: "assignment",
        metric,
        value,
        span: { start: metric.span.start, end: this.spanAt(0).end },
      }),
    );
  });

  /** Null for `missing`; never fails. */
  private readonly assignedValue = this.guarded(
    "assignedValue",
    assignmentStops,
    (): Expression | null => {
      this.ACTION(() => this.expectStart(assignedStarts, "a value or `missing`"));
      return this.OR([
        {
          GATE: () => this.LA(2).tokenType !== tokens.LeftParen,
          ALT: () => {
            this.CONSUME(tokens.Missing);
            return null;
          },
        },
        { ALT: () => this.SUBRULE(this.assigned) },
      ]);
    },
    errorAtSpan,
  );

  protected readonly metricName = this.plain("metricName", (): Name => {
    this.ACTION(() => this.expectMetric());
    const token = this.OR([{ ALT: () => this.CONSUME(tokens.DottedName) }, { ALT: () => this.CONSUME(tokens.Name) }]);
    return this.ACTION(() => nameOf(token));
  });

  protected expectMetric(): void {
    if (!this.isMetric(1)) this.fail("the name of a metric");
  }

  private isMetric(k: number): boolean {
    return isA(this.LA(k), tokens.Name) || this.LA(k).tokenType === tokens.DottedName;
  }

  private readonly rampStep = this.plain("rampStep", (): Step => {
    const first = this.CONSUME(tokens.From);
    const from = this.SUBRULE1(this.time);
    this.CONSUME(tokens.To);
    const to = this.SUBRULE2(this.time);
    this.CONSUME(tokens.Colon);
    this.ACTION(() => this.expectMetric());
    const ramps: Ramp[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: tokens.Comma,
      DEF: () => {
        const ramp = this.SUBRULE(this.ramp);
        this.ACTION(() => ramps.push(ramp));
      },
    });
    return this.ACTION((): Step => ({ kind: "from", from, to, ramps, span: this.since(first) }));
  });

  private readonly ramp = this.plain("ramp", (): Ramp => {
    const metric = this.SUBRULE(this.metricName);
    this.CONSUME(tokens.Assign);
    const from = this.SUBRULE1(this.assigned);
    this.CONSUME(tokens.Arrow);
    const to = this.SUBRULE2(this.assigned);
    return this.ACTION(
      (): Ramp => ({ kind: "ramp", metric, from, to, span: { start: metric.span.start, end: this.spanAt(0).end } }),
    );
  });

  // --- Expectations -----------------------------------------------------------------------------------------------

  private readonly expectStep = this.plain("expectStep", (): Step => {
    const first = this.CONSUME(tokens.Expect);
    this.ACTION(() => this.repairOutcome());
    const negated = this.OPTION1(() => this.CONSUME(tokens.No)) !== undefined;
    if (negated)
      this.ACTION(() =>
        this.repairWord(outcomeWords.slice(0, -1), "an outcome: warn, throttle, pause, cancel or clear"),
      );
    const outcome = this.OR([
      { ALT: () => this.SUBRULE(this.action) },
      { ALT: () => this.clear(this.CONSUME(tokens.Clear)) },
    ]);
    this.ACTION(() => this.repairBoundWord(["by", ...boundWords], "`by`, `at`, `before`, `after` or the next step"));
    let by: Name | null = null;
    this.OPTION2(() => {
      this.CONSUME(tokens.By);
      by = this.SUBRULE(this.declaredName, { ARGS: ["a rule", ruleFollowers] });
      this.ACTION(() => this.repairBoundWord(boundWords, "`at`, `before`, `after` or the next step"));
    });
    let when: When | null = null;
    this.OPTION3({
      // `at 5s:` opens the next step.
      GATE: () => this.LA(3).tokenType !== tokens.Colon || this.LA(1).tokenType !== tokens.At,
      DEF: () => {
        when = this.SUBRULE(this.bound);
      },
    });
    return this.ACTION((): Step => ({ kind: "expect", negated, outcome, by, when, span: this.since(first) }));
  });

  private repairOutcome(): void {
    this.repairWord(outcomeWords, "an outcome: warn, throttle, pause, cancel, clear or no");
  }

  /** `by`, `before` and `after` are no keywords; misspelt, they stand on the outcome's line. */
  private repairBoundWord(words: readonly string[], expected: string): void {
    const meant = this.LA(1).tokenType === tokens.Name && !this.isFirstOnLine(1);
    if (meant) this.repairWord(words, expected);
  }

  private clear(token: IToken): ExpectStep["outcome"] {
    return this.ACTION(() => ({ kind: "clear", span: { start: token.startOffset, end: token.endOffset! + 1 } }));
  }

  private readonly bound = this.plain("bound", (): When => {
    const first = this.OR([
      { ALT: () => this.CONSUME(tokens.At) },
      { ALT: () => this.CONSUME(tokens.Before) },
      { ALT: () => this.CONSUME(tokens.After) },
    ]);
    const time = this.SUBRULE(this.time);
    return this.ACTION((): When => ({ kind: first.image as When["kind"], time, span: this.since(first) }));
  });
}
