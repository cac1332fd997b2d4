/** The grammar of a policy file and its declarations. */

import { EOF } from "chevrotain";
import type {
  AssertDeclaration,
  AssertStep,
  BodyDeclaration,
  Declaration,
  Member,
  Name,
  Step,
  TestDeclaration,
} from "./ast.ts";
import { BodyBounds } from "./body-bounds.ts";
import { isMadeUp, spanOf, stringOf } from "./build-ast.ts";
import type { Lexed } from "./lexer.ts";
import { noStops, type Stops } from "./recovering-parser.ts";
import type { Source } from "./source.ts";
import * as tokens from "./tokens.ts";

const bodyOpening: Stops = new Set([tokens.LeftBrace]);
const bodyOpenings = [tokens.LeftBrace, tokens.Comma];

export class PolicyParser extends BodyBounds {
  constructor({ validates = false } = {}) {
    super(validates);
    this.performSelfAnalysis();
  }

  private freely = new Set<Declaration>();

  /**
   * Reads a file; gives its declarations and what is wrong with its syntax. Nothing that stands before those that were come upon
   * `freely` had to do with how they were read.
   */
  read(source: Source, lexed: Lexed) {
    this.begin(source, lexed);
    this.strayText = [];
    this.unclosed = 0;
    this.freely = new Set();
    const declarations = this.file() ?? [];
    this.reportOwnErrors();
    return { declarations, freely: this.freely, diagnostics: this.errorsFound.diagnostics };
  }

  private readonly file = this.guarded(
    "file",
    noStops,
    (): Declaration[] => {
      const list: Declaration[] = [];
      this.MANY({
        GATE: () => this.findItem("file", "the file"),
        DEF: () => {
          const isFree = this.ACTION(() => this.isFree());
          const declaration = this.SUBRULE(this.declaration);
          this.ACTION(() => {
            this.place = "file";
            if (declaration === null) return;
            list.push(declaration);
            if (isFree) this.freely.add(declaration);
          });
        },
      });
      return list;
    },
    () => [],
  );

  /** True at a declaration that begins a line, with nothing left open or unexplained before it. */
  private isFree(): boolean {
    if (this.unclosed > 0 || this.failedHere() || !this.isFirstOnLine(1)) return false;
    return !this.errorsFound.hasSeen(this.LA(1).startOffset);
  }

  /** Null for what cannot be read. */
  private readonly declaration = this.guarded(
    "declaration",
    noStops,
    (): Declaration | null =>
      this.OR([
        { ALT: () => this.SUBRULE(this.scheduleDeclaration) },
        { ALT: () => this.SUBRULE(this.metricDeclaration) },
        { ALT: () => this.SUBRULE(this.letDeclaration) },
        { ALT: () => this.SUBRULE(this.bodyDeclaration) },
        { ALT: () => this.SUBRULE(this.testDeclaration) },
        { ALT: () => this.SUBRULE(this.assertDeclaration) },
      ]),
    () => null,
  );

  // --- Bodies -----------------------------------------------------------------------------------------------------

  private readonly bodyDeclaration = this.plain("bodyDeclaration", (): BodyDeclaration => {
    const first = this.OR([{ ALT: () => this.CONSUME(tokens.Template) }, { ALT: () => this.CONSUME(tokens.Profile) }]);
    const kind = first.tokenType?.name as BodyDeclaration["kind"];
    const name = this.SUBRULE(this.declaredName, { ARGS: [`a ${kind}`, [tokens.LeftBrace, tokens.Extends]] });
    this.ACTION(() => this.repairKeyword([tokens.Extends]));
    this.ACTION(() => this.enter("body"));
    const bases = this.SUBRULE(this.bases);
    const header = this.ACTION(() => this.since(first));
    const missing = this.ACTION(() => this.missingName());
    const members = this.SUBRULE(this.members, { ARGS: [`${kind} \`${name?.text ?? ""}\``] });
    return this.ACTION((): BodyDeclaration => {
      const documentation = this.documentationOf(first);
      return {
        kind: first.tokenType.name as "template",
        name: name ?? missing,
        bases,
        members,
        header,
        documentation,
        span: this.since(first),
      };
    });
  });

  private readonly bases = this.guarded(
    "bases",
    bodyOpening,
    (): Name[] => {
      const list: Name[] = [];
      this.OPTION(() => {
        this.CONSUME(tokens.Extends);
        const base = this.SUBRULE1(this.declaredName, { ARGS: ["a base", bodyOpenings] });
        this.ACTION(() => list.push(base ?? this.missingName()));
        this.MANY({
          GATE: () => this.goesOn(this.LA(1).tokenType === tokens.Name, "`,` or `{`"),
          DEF: () => {
            this.OPTION1(() => this.CONSUME(tokens.Comma));
            const next = this.SUBRULE2(this.declaredName, { ARGS: ["a base", bodyOpenings] });
            this.ACTION(() => list.push(next ?? this.missingName()));
          },
        });
      });
      this.ACTION(() => {
        const settled = this.settle(bodyOpening, list.length === 0 ? "`extends` or `{`" : "`,` or `{`");
        // What could not be read may have been a base: what the body inherits is then not known.
        if (!settled) list.push(this.missingName());
      });
      return list;
    },
    (span) => [{ kind: "name", text: "", span } as const],
  );

  private readonly members = this.guarded(
    "members",
    noStops,
    (enclosing: string): Member[] => {
      const open = this.CONSUME(tokens.LeftBrace);
      const list: Member[] = [];
      this.MANY({
        GATE: () => this.findItem("body", enclosing),
        DEF: () => {
          const member = this.SUBRULE(this.member);
          this.ACTION(() => {
            this.addBroken(list);
            if (member !== null) list.push(member);
          });
        },
      });
      this.ACTION(() => this.addBroken(list));
      const close = this.OPTION(() => this.CONSUME(tokens.RightBrace));
      this.ACTION(() => {
        if (this.hasNoBody(open, list)) this.place = "file";
        else this.leave(open, close, enclosing);
      });
      return list;
    },
    () => [],
  );

  // --- Tests ------------------------------------------------------------------------------------------------------

  private readonly testDeclaration = this.plain("testDeclaration", (): TestDeclaration => {
    const first = this.CONSUME(tokens.Test);
    this.ACTION(() => this.prepareTitle());
    const title = this.CONSUME(tokens.StringToken);
    const steps = this.SUBRULE(this.steps);
    return this.ACTION((): TestDeclaration => {
      const documentation = this.documentationOf(first);
      const { end } = spanOf(first, first);
      const read: TestDeclaration["title"] = isMadeUp(title)
        ? { kind: "string", value: "", span: { start: end, end } }
        : stringOf(title);
      return { kind: "test", title: read, steps, documentation, span: this.since(first) };
    });
  });

  /** A title without quotes is reported and taken for the title. */
  private prepareTitle(): void {
    if (this.LA(1).tokenType === tokens.StringToken || this.endsItem(1)) return;
    if (this.LA(1).tokenType === tokens.LeftBrace) return;
    let last = 1;
    while (this.LA(last + 1).tokenType !== tokens.LeftBrace) {
      last++;
      if (this.LA(last).tokenType === EOF || this.isFirstOnLine(last)) return;
    }
    this.errorsFound.expected("a title in double quotes", this.LA(1), this.LA(0));
    for (; last > 1; last--) this.consumeToken();
    this.retypeAs(tokens.StringToken);
  }

  private readonly steps = this.guarded(
    "steps",
    noStops,
    (): Step[] => {
      this.ACTION(() => this.enter("test"));
      const open = this.CONSUME(tokens.LeftBrace);
      const list: Step[] = [];
      this.MANY({
        GATE: () => this.findItem("test", "the test"),
        DEF: () => {
          const step = this.SUBRULE(this.step);
          this.ACTION(() => {
            this.addBroken(list);
            list.push(step);
          });
        },
      });
      this.ACTION(() => this.addBroken(list));
      const close = this.OPTION(() => this.CONSUME(tokens.RightBrace));
      this.ACTION(() => this.leaveSteps(open, close, "the test", list));
      return list;
    },
    (span): Step[] => [{ kind: "broken", span }],
  );

  // --- Assertions -------------------------------------------------------------------------------------------------

  private readonly assertDeclaration = this.plain("assertDeclaration", (): AssertDeclaration => {
    const first = this.CONSUME(tokens.Assert);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["an assertion", [tokens.LeftBrace]] });
    const missing = this.ACTION(() => this.missingName());
    const steps = this.SUBRULE(this.claims, { ARGS: [`assertion \`${name?.text ?? ""}\``] });
    return this.ACTION((): AssertDeclaration => {
      const documentation = this.documentationOf(first);
      return { kind: "assert", name: name ?? missing, steps, documentation, span: this.since(first) };
    });
  });

  private readonly claims = this.guarded(
    "claims",
    noStops,
    (enclosing: string): AssertStep[] => {
      this.ACTION(() => this.enter("assert"));
      const open = this.CONSUME(tokens.LeftBrace);
      const list: AssertStep[] = [];
      this.MANY({
        GATE: () => this.findItem("assert", enclosing),
        DEF: () => {
          const step = this.SUBRULE(this.assertStep);
          this.ACTION(() => {
            this.addBroken(list);
            list.push(step);
          });
        },
      });
      this.ACTION(() => this.addBroken(list));
      const close = this.OPTION(() => this.CONSUME(tokens.RightBrace));
      this.ACTION(() => this.leaveSteps(open, close, enclosing, list));
      return list;
    },
    (span): AssertStep[] => [{ kind: "broken", span }],
  );
}
