/** The grammar of declarations without a body: constants, metrics and schedules. */

import type { IToken } from "chevrotain";
import { AssertGrammar } from "./assert-grammar.ts";
import type { DayRange, Declaration, Name, ScheduleSpan, StringLiteral, TimeRange } from "./ast.ts";
import { dayRangeOf, minutesOf, nameOf, stringOf } from "./build-ast.ts";
import { isA } from "./landmarks.ts";
import { noStops } from "./recovering-parser.ts";
import * as tokens from "./tokens.ts";

const days = [...tokens.dayNames, ...Object.keys(tokens.dayGroups)];

export abstract class DeclarationGrammar extends AssertGrammar {
  // --- Names with values ------------------------------------------------------------------------------------------

  protected readonly letDeclaration = this.plain("letDeclaration", (): Declaration => {
    const first = this.CONSUME(tokens.Let);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["a let", [tokens.Assign]] });
    const missing = this.ACTION(() => this.missingName());
    const value = this.SUBRULE(this.definition);
    return this.ACTION((): Declaration => {
      const documentation = this.documentationOf(first);
      return { kind: "let", name: name ?? missing, value, documentation, span: this.since(first) };
    });
  });

  protected readonly metricDeclaration = this.plain("metricDeclaration", (): Declaration => {
    const first = this.CONSUME(tokens.Metric);
    this.ACTION(() => {
      if (this.LA(1).tokenType !== tokens.DottedName) this.prepareName("a metric", [tokens.Colon]);
    });
    const name = this.SUBRULE(this.declaredMetric);
    const { dimension, description } = this.SUBRULE(this.metricRest);
    return this.ACTION((): Declaration => {
      return {
        kind: "metric",
        name,
        dimension,
        description,
        documentation: this.documentationOf(first),
        span: this.since(first),
      };
    });
  });

  /** A name that is missing is reported, and what follows read all the same. */
  private readonly declaredMetric = this.plain("declaredMetric", (): Name => {
    this.ACTION(() => {
      if (this.LA(1).tokenType !== tokens.Colon) this.expectMetric();
      else this.errorsFound.expected("the name of a metric", this.LA(1), this.LA(0));
    });
    const name = this.OPTION(() => this.SUBRULE(this.metricName));
    return name ?? this.ACTION(() => this.missingName());
  });

  private readonly metricRest = this.guarded(
    "metricRest",
    noStops,
    (): { dimension: Name | null; description: StringLiteral | null } => {
      this.CONSUME(tokens.Colon);
      this.ACTION(() => {
        if (!isA(this.LA(1), tokens.Name)) this.fail("a dimension such as count, percent or duration");
      });
      const dimension = this.CONSUME(tokens.Name);
      const description = this.OPTION(() => this.CONSUME(tokens.StringToken));
      return this.ACTION(() => {
        this.settle(noStops, "a description or the next declaration");
        return {
          dimension: dimension.image === "" ? null : nameOf(dimension),
          description: description === undefined ? null : stringOf(description),
        };
      });
    },
    () => ({ dimension: null, description: null }),
  );

  // --- Schedules --------------------------------------------------------------------------------------------------

  protected readonly scheduleDeclaration = this.plain("scheduleDeclaration", (): Declaration => {
    const first = this.CONSUME(tokens.Schedule);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["a schedule", [tokens.Assign]] });
    const missing = this.ACTION(() => this.missingName());
    const { spans, zone } = this.SUBRULE(this.scheduleRest);
    return this.ACTION((): Declaration => {
      return {
        kind: "schedule",
        name: name ?? missing,
        spans,
        zone,
        documentation: this.documentationOf(first),
        span: this.since(first),
      };
    });
  });

  private readonly scheduleRest = this.guarded(
    "scheduleRest",
    noStops,
    (): { spans: ScheduleSpan[]; zone: StringLiteral | null } => {
      const spans: ScheduleSpan[] = [];
      this.CONSUME(tokens.Assign);
      this.ACTION(() => this.expectDay());
      this.AT_LEAST_ONE_SEP({
        SEP: tokens.Or,
        DEF: () => {
          const span = this.SUBRULE(this.scheduleSpan);
          this.ACTION(() => spans.push(span));
        },
      });
      const zone = this.OPTION(() => {
        this.CONSUME(tokens.In);
        return this.CONSUME(tokens.StringToken);
      });
      return this.ACTION(() => {
        this.settle(noStops, "`or`, `in` or the next declaration");
        return { spans, zone: zone === undefined ? null : stringOf(zone) };
      });
    },
    () => ({ spans: [], zone: null }),
  );

  private readonly scheduleSpan = this.plain("scheduleSpan", (): ScheduleSpan => {
    const first = this.LA(1);
    this.ACTION(() => this.expectDay());
    const list: DayRange[] = [];
    let times: TimeRange | null = null;
    this.OR([
      {
        ALT: () => {
          this.SUBRULE(this.days, { ARGS: [list] });
          this.OPTION(() => {
            times = this.SUBRULE1(this.timeRange);
          });
        },
      },
      {
        ALT: () => {
          times = this.SUBRULE2(this.timeRange);
        },
      },
    ]);
    return this.ACTION((): ScheduleSpan => ({ kind: "schedule-span", days: list, times, span: this.since(first) }));
  });

  private expectDay(): void {
    if (this.LA(1).tokenType === tokens.TimeToken) return;
    this.repairWord(days, "a day (mon tue wed thu fri sat sun, weekdays, weekends, daily) or a time as in 20:00");
  }

  private readonly days = this.plain("days", (list: DayRange[]) => {
    this.OR([
      {
        ALT: () => {
          const group = this.CONSUME(tokens.DayGroup);
          this.ACTION(() => list.push(dayRangeOf(group, group)));
        },
      },
      {
        ALT: () =>
          this.AT_LEAST_ONE_SEP({
            SEP: tokens.Comma,
            DEF: () => {
              this.ACTION(() => this.repairWord(tokens.dayNames, "a day: mon tue wed thu fri sat sun"));
              const first = this.CONSUME1(tokens.DayWord);
              const last = this.OPTION(() => {
                this.CONSUME(tokens.Minus);
                this.ACTION(() => this.repairWord(tokens.dayNames, "a day: mon tue wed thu fri sat sun"));
                return this.CONSUME2(tokens.DayWord);
              });
              this.ACTION(() => list.push(dayRangeOf(first, last ?? first)));
            },
          }),
      },
    ]);
  });

  private readonly timeRange = this.plain("timeRange", (): TimeRange | null => {
    const from = this.CONSUME1(tokens.TimeToken);
    this.CONSUME(tokens.Minus);
    const to = this.CONSUME2(tokens.TimeToken);
    return this.ACTION(() => this.checkedTimes(from, to));
  });

  /** Null when an end is malformed or the span is empty, which is reported. */
  private checkedTimes(from: IToken, to: IToken): TimeRange | null {
    const [start, end] = [minutesOf(from), minutesOf(to)];
    if (start === null || end === null) return null;
    const span = this.since(from);
    if (start === 1440) {
      const place = { start: from.startOffset, end: from.endOffset! + 1 };
      const fixes = [this.fix(place, "00:00")];
      this.errorsFound.report(place, "malformed-time", "end-of-day-start", {}, { fixes });
      return null;
    }
    if (start === end) {
      this.errorsFound.report(span, "malformed-time", "equal-ends", { time: from.image });
      return null;
    }
    return { kind: "time-range", start, end, span };
  }
}
