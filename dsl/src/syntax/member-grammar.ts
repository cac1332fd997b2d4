/** The grammar of what stands in a template or profile. */

import type { IToken, TokenType } from "chevrotain";
import type { Fix } from "../diagnostics/diagnostic.ts";
import type {
  Action,
  ActionName,
  Expression,
  Member,
  MessageTemplate,
  Name,
  RuleMember,
  StringLiteral,
} from "./ast.ts";
import { nameOf, stringOf } from "./build-ast.ts";
import { clauseStops, ExpressionGrammar, errorAtSpan } from "./expression-grammar.ts";
import { isA } from "./landmarks.ts";
import { noStops, type Stops } from "./recovering-parser.ts";
import * as tokens from "./tokens.ts";

type RuleRest = Pick<RuleMember, "action" | "condition" | "hold" | "until" | "message">;
type Until = NonNullable<RuleMember["until"]>;

const actionStops: Stops = new Set([tokens.When, ...clauseStops]);
const clauseKeywords = [tokens.For, tokens.Until, tokens.Message];
const anAction = "an action: warn, throttle, pause or cancel";

export abstract class MemberGrammar extends ExpressionGrammar {
  /** Null for a `set` or removal whose name is missing. */
  protected readonly member = this.guarded(
    "member",
    noStops,
    (): Member | null => {
      const first = this.LA(1);
      return this.OR([
        { ALT: () => this.SUBRULE(this.levelMember) },
        { ALT: () => this.SUBRULE(this.matchMember) },
        { ALT: () => this.SUBRULE(this.timeMember) },
        { ALT: () => this.SUBRULE(this.notifyMember) },
        { ALT: () => this.SUBRULE(this.paramMember) },
        { ALT: () => this.SUBRULE(this.setMember) },
        { ALT: () => this.SUBRULE(this.removeMember) },
        { ALT: () => this.SUBRULE(this.ruleMember, { ARGS: [first] }) },
      ]);
    },
    (span): Member => ({ kind: "broken", span }),
  );

  private readonly levelMember = this.plain("levelMember", (): Member => {
    const first = this.CONSUME(tokens.Level);
    this.ACTION(() => this.repairWord(tokens.levelNames, "a level: safe, risky or dangerous"));
    const level = this.CONSUME(tokens.Name);
    return this.ACTION((): Member => ({ kind: "level", level: nameOf(level), span: this.since(first) }));
  });

  private readonly matchMember = this.plain("matchMember", (): Member => {
    const first = this.CONSUME(tokens.Match);
    this.ACTION(() => this.repairWord(tokens.targetNames, "`macro` or `process`"));
    const target = this.CONSUME(tokens.TargetWord);
    const patterns: StringLiteral[] = [];
    const read = this.SUBRULE1(this.pattern);
    this.ACTION(() => patterns.push(read));
    this.MANY({
      GATE: () => this.goesOn(this.LA(1).tokenType === tokens.StringToken, "`,` or the next member"),
      DEF: () => {
        this.OPTION(() => this.CONSUME(tokens.Comma));
        const next = this.SUBRULE2(this.pattern);
        this.ACTION(() => patterns.push(next));
      },
    });
    return this.ACTION((): Member => {
      this.settle(noStops, "`,` or the next member");
      return { kind: "match", target: target.image as "macro" | "process", patterns, span: this.since(first) };
    });
  });

  private readonly pattern = this.plain("pattern", (): StringLiteral => {
    this.ACTION(() => {
      if (this.LA(1).tokenType !== tokens.StringToken) this.fail("a pattern in double quotes", this.quoted());
    });
    const token = this.CONSUME(tokens.StringToken);
    return this.ACTION(() => stringOf(token));
  });

  /** A pattern that stands there without its quotes. */
  private quoted(): readonly Fix[] {
    if (this.endsItem(1)) return [];
    const { start } = this.spanAt(1);
    const [word = ""] = /^[^\s,"{}#\\]+/.exec(this.source.text.slice(start, start + 200)) ?? [];
    return word === "" ? [] : [this.fix({ start, end: start + word.length }, `"${word}"`)];
  }

  private readonly timeMember = this.plain("timeMember", (): Member => {
    const first = this.OR([{ ALT: () => this.CONSUME(tokens.Grace) }, { ALT: () => this.CONSUME(tokens.Cooldown) }]);
    const value = this.SUBRULE(this.constant);
    return this.ACTION((): Member => ({ kind: first.image as "grace" | "cooldown", value, span: this.since(first) }));
  });

  private readonly notifyMember = this.plain("notifyMember", (): Member => {
    const first = this.CONSUME(tokens.Notify);
    const channels: Name[] = [];
    const actions: Action[] = [];
    this.ACTION(() => {
      if (!isA(this.LA(1), tokens.Name)) this.fail("the name of a channel");
    });
    this.AT_LEAST_ONE_SEP1({
      SEP: tokens.Comma,
      DEF: () => {
        const channel = this.CONSUME(tokens.Name);
        this.ACTION(() => this.addName(channels, channel));
      },
    });
    this.ACTION(() => this.repairKeyword([tokens.On]));
    this.CONSUME(tokens.On);
    this.ACTION(() => this.repairWord(tokens.actionNames, anAction));
    this.AT_LEAST_ONE_SEP2({
      SEP: tokens.Comma,
      DEF: () => {
        const action = this.SUBRULE(this.action);
        this.ACTION(() => actions.push(action));
      },
    });
    return this.ACTION((): Member => {
      this.settle(noStops, "`,` or the next member");
      return { kind: "notify", channels, actions, span: this.since(first) };
    });
  });

  private readonly paramMember = this.plain("paramMember", (): Member => {
    const first = this.CONSUME(tokens.Param);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["a param", [tokens.Assign]] });
    const missing = this.ACTION(() => this.missingName());
    const value = this.SUBRULE(this.definition);
    return this.ACTION((): Member => {
      const documentation = this.documentationOf(first);
      return { kind: "param", name: name ?? missing, value, documentation, span: this.since(first) };
    });
  });

  private readonly setMember = this.plain("setMember", (): Member | null => {
    const first = this.CONSUME(tokens.SetKeyword);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["a param", [tokens.Assign]] });
    const value = this.SUBRULE(this.definition);
    return this.ACTION((): Member | null => {
      return name === null ? null : { kind: "set", name, value, span: this.since(first) };
    });
  });

  /** `= constant`; never fails, so that the name before it is kept. */
  protected readonly definition = this.guarded(
    "definition",
    noStops,
    (): Expression => {
      this.CONSUME(tokens.Assign);
      return this.SUBRULE(this.constant);
    },
    errorAtSpan,
  );

  private readonly removeMember = this.plain("removeMember", (): Member | null => {
    const first = this.CONSUME(tokens.Remove);
    this.ACTION(() => this.repairKeyword([tokens.Rule]));
    this.CONSUME(tokens.Rule);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["a rule", []] });
    return this.ACTION((): Member | null => {
      this.settle(noStops, "the next member");
      return name === null ? null : { kind: "remove", name, span: this.since(first) };
    });
  });

  // --- Rules ------------------------------------------------------------------------------------------------------

  private readonly ruleMember = this.plain("ruleMember", (first: IToken): Member => {
    const override = this.OPTION(() => this.CONSUME(tokens.Override)) !== undefined;
    this.ACTION(() => this.repairKeyword([tokens.Rule]));
    this.CONSUME(tokens.Rule);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["a rule", [tokens.Colon]] });
    const header = this.ACTION(() => this.since(first));
    const rest = this.SUBRULE(this.ruleRest);
    return this.ACTION((): Member => {
      const documentation = this.documentationOf(first);
      const read: Name = name ?? { kind: "name", text: "", span: { start: header.end, end: header.end } };
      return { kind: "rule", override, name: read, ...rest, header, documentation, span: this.since(first) };
    });
  });

  private readonly ruleRest = this.guarded(
    "ruleRest",
    noStops,
    (): RuleRest => {
      this.CONSUME(tokens.Colon);
      const action = this.SUBRULE(this.ruleAction);
      this.ACTION(() => {
        // What is no action may have been the whole rule.
        if (action === null && this.LA(1).tokenType !== tokens.When) this.giveUp();
      });
      const condition = this.SUBRULE(this.whenClause);
      const hold = this.SUBRULE1(this.holdClause);
      let until: Until | null = null;
      this.OPTION1(() => {
        until = this.SUBRULE(this.untilClause);
      });
      this.ACTION(() => this.repairKeyword(clauseKeywords));
      let message: MessageTemplate | null = null;
      this.OPTION2(() => {
        message = this.SUBRULE(this.messageClause);
      });
      this.ACTION(() => this.settle(noStops, "the next member"));
      return { action, condition, hold, until, message };
    },
    (span): RuleRest => ({ action: null, condition: errorAtSpan(span), hold: null, until: null, message: null }),
  );

  private readonly ruleAction = this.guarded(
    "ruleAction",
    actionStops,
    (): Action | null => {
      const action = this.SUBRULE(this.action);
      this.ACTION(() => this.replaceMissingWhen());
      return action;
    },
    () => null,
  );

  protected readonly whenClause = this.guarded(
    "whenClause",
    clauseStops,
    (): Expression => {
      this.CONSUME(tokens.When);
      return this.SUBRULE(this.condition);
    },
    errorAtSpan,
  );

  /** `for D`, or nothing. */
  protected readonly holdClause = this.plain("holdClause", (): Expression | null => {
    this.ACTION(() => this.repairKeyword(clauseKeywords));
    let hold: Expression | null = null;
    this.OPTION(() => {
      this.CONSUME(tokens.For);
      hold = this.SUBRULE(this.constant);
    });
    this.ACTION(() => this.repairKeyword([tokens.Until, tokens.Message]));
    return hold;
  });

  private readonly untilClause = this.plain("untilClause", (): Until => {
    const first = this.CONSUME(tokens.Until);
    const condition = this.SUBRULE(this.condition);
    const hold = this.SUBRULE(this.holdClause);
    return this.ACTION((): Until => ({ condition, hold, span: this.since(first) }));
  });

  /** A misspelt `when`, or another word in its place as in `cancel if x > 5`, is read as `when`. */
  protected replaceMissingWhen(): void {
    if (this.LA(1).tokenType === tokens.When) return;
    this.repairKeyword([tokens.When]);
    const begins: readonly TokenType[] = [tokens.Name, tokens.DottedName, tokens.QuantityToken, tokens.Missing];
    if (this.LA(1).tokenType !== tokens.Name || !begins.includes(this.LA(2).tokenType) || this.endsItem(1)) return;
    const fixes = [this.fix(this.spanAt(1), "when")];
    this.errorsFound.expected("`when`", this.LA(1), this.LA(0), fixes);
    this.retypeAs(tokens.When);
  }

  protected readonly action = this.plain("action", (): Action => {
    this.ACTION(() => this.repairWord(tokens.actionNames, anAction));
    const action = this.CONSUME(tokens.ActionWord);
    const all = this.OPTION(() => this.CONSUME(tokens.All)) !== undefined;
    return this.ACTION((): Action => {
      const name = action.image as ActionName;
      if (all && name !== "cancel") this.reportAll(name);
      return { kind: "action", name, all: all && name === "cancel", span: this.since(action) };
    });
  });

  private reportAll(action: string): void {
    const span = this.spanAt(0);
    const fixes = [this.fix(span, "", "remove `all`")];
    this.errorsFound.report(span, "syntax-error", "only-cancel-all", { action }, { fixes });
  }

  // --- Names ------------------------------------------------------------------------------------------------------

  /** The name of what is being declared; null when it is missing, which is reported. */
  protected readonly declaredName = this.plain(
    "declaredName",
    (what: string, followers: readonly TokenType[]): Name | null => {
      this.ACTION(() => this.prepareName(what, followers));
      const token = this.CONSUME(tokens.Name);
      return this.ACTION(() => (token.image === "" ? null : nameOf(token)));
    },
  );

  /** Stands where a name should, which is reported; checks are silent about it. */
  protected missingName(): Name {
    const { end } = this.spanAt(0);
    return { kind: "name", text: "", span: { start: end, end } };
  }

  /** Leaves out a name that recovery made up. */
  protected addName(list: Name[], token: IToken): void {
    if (token.image !== "") list.push(nameOf(token));
  }

  protected documentationOf(first: IToken): string {
    return this.documentation.get(first.startOffset) ?? "";
  }
}
