/** The grammar of assertions. */

import type { ActionName, AssertStep, Name } from "./ast.ts";
import { noStops } from "./recovering-parser.ts";
import { TestGrammar } from "./test-grammar.ts";
import * as tokens from "./tokens.ts";

const claimedActions: Readonly<Record<string, ActionName>> = {
  cancels: "cancel",
  pauses: "pause",
  throttles: "throttle",
  warns: "warn",
};
const nameFollowers = [tokens.Comma, tokens.RightBrace, ...tokens.claimKeywords];

export abstract class AssertGrammar extends TestGrammar {
  protected readonly assertStep = this.guarded(
    "assertStep",
    noStops,
    (): AssertStep => {
      const step = this.OR([
        { ALT: () => this.SUBRULE(this.profilesStep) },
        { ALT: () => this.SUBRULE(this.claimStep) },
      ]);
      this.ACTION(() => {
        this.repairKeyword(tokens.claimKeywords);
        this.settle(noStops, "the next claim");
      });
      return step;
    },
    (span): AssertStep => ({ kind: "broken", span }),
  );

  private readonly profilesStep = this.plain("profilesStep", (): AssertStep => {
    const first = this.CONSUME(tokens.Profile);
    const profiles: Name[] = [];
    const name = this.SUBRULE1(this.declaredName, { ARGS: ["a profile", nameFollowers] });
    this.ACTION(() => profiles.push(name ?? this.missingName()));
    this.MANY({
      GATE: () => this.goesOn(this.isNextProfile(), "`,` or the next claim"),
      DEF: () => {
        this.OPTION(() => this.CONSUME(tokens.Comma));
        const next = this.SUBRULE2(this.declaredName, { ARGS: ["a profile", nameFollowers] });
        this.ACTION(() => profiles.push(next ?? this.missingName()));
      },
    });
    return this.ACTION((): AssertStep => ({ kind: "profiles-step", profiles, span: this.since(first) }));
  });

  /** A name without a comma before it; no misspelt claim. */
  private isNextProfile(): boolean {
    return this.LA(1).tokenType === tokens.Name && !this.isFirstOnLine(1) && !this.misspells(1, tokens.claimKeywords);
  }

  private readonly claimStep = this.plain("claimStep", (): AssertStep => {
    const first = this.OR([
      { ALT: () => this.CONSUME(tokens.Cancels) },
      { ALT: () => this.CONSUME(tokens.Pauses) },
      { ALT: () => this.CONSUME(tokens.Throttles) },
      { ALT: () => this.CONSUME(tokens.Warns) },
    ]);
    this.ACTION(() => this.replaceMissingWhen());
    const condition = this.SUBRULE(this.whenClause);
    const hold = this.SUBRULE(this.holdClause);
    return this.ACTION((): AssertStep => {
      const action = claimedActions[first.tokenType.name]!;
      return { kind: "claim", action, condition, hold, span: this.since(first) };
    });
  });
}
