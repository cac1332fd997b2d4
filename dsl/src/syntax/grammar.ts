/** The grammar of a policy file and its declarations. */

import { EOF, type IToken } from "chevrotain";
import type { BodyDeclaration, Declaration, Member, Name, Step, TestDeclaration } from "./ast.ts";
import { isMadeUp, spanOf, stringOf } from "./build-ast.ts";
import { ItemFinder } from "./item-finder.ts";
import type { Place } from "./landmarks.ts";
import type { Lexed } from "./lexer.ts";
import { noStops, type Stops } from "./recovering-parser.ts";
import type { Source } from "./source.ts";
import * as tokens from "./tokens.ts";

const bodyOpening: Stops = new Set([tokens.LeftBrace]);
const bodyOpenings = [tokens.LeftBrace, tokens.Comma];

export class PolicyParser extends ItemFinder {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  /** Reads a file; gives its declarations and what is wrong with its syntax. */
  read(source: Source, lexed: Lexed) {
    this.begin(source, lexed);
    this.strayText = [];
    this.unclosed = 0;
    const declarations = this.file() ?? [];
    this.reportOwnErrors();
    return { declarations, diagnostics: this.errorsFound.diagnostics };
  }

  private readonly file = this.guarded(
    "file",
    noStops,
    (): Declaration[] => {
      const list: Declaration[] = [];
      this.MANY({
        GATE: () => this.findItem("file", "the file"),
        DEF: () => {
          const declaration = this.SUBRULE(this.declaration);
          this.ACTION(() => {
            this.place = "file";
            if (declaration !== null) list.push(declaration);
          });
        },
      });
      return list;
    },
    () => [],
  );

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

  private addBroken(list: (Member | Step)[]): void {
    for (const span of this.strayText) list.push({ kind: "broken", span });
    this.strayText = [];
  }

  private enter(place: Place): void {
    this.strayText = [];
    this.closedEarly = false;
    this.matching = null;
    this.place = place;
  }

  /** Of a header alone both braces are missing, which is one mistake. */
  private hasNoBody(open: IToken, list: readonly unknown[]): boolean {
    return isMadeUp(open) && list.length === 0;
  }

  private leave(open: IToken, close: IToken | undefined, enclosing: string): void {
    this.place = "file";
    if (close !== undefined || this.closedEarly) return;
    this.unclosed++;
    const end = this.spanAt(0).end;
    const place = { start: end, end };
    const fixes = [this.fix(place, "\n}", "insert `}`")];
    const related = isMadeUp(open)
      ? []
      : [
          {
            file: this.source.path,
            span: { start: open.startOffset, end: open.startOffset + 1 },
            message: "opened here",
          },
        ];
    const parameters = { what: enclosing, found: this.found() };
    this.errorsFound.report(place, "syntax-error", "missing-brace", parameters, { related, fixes });
  }

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
      this.ACTION(() => {
        if (!this.hasNoBody(open, list)) return this.leave(open, close, "the test");
        this.place = "file";
        list.push({ kind: "broken", span: { start: this.spanAt(0).end, end: this.spanAt(0).end } });
      });
      return list;
    },
    () => [],
  );
}
