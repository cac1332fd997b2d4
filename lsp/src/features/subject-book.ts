/** The subjects of an analysis. Each is made when it is first asked for, by its name: never all of a set at once. */

import {
  type Analysis,
  type FlatBody,
  functions,
  type Member,
  type ParamMember,
  type RuleMember,
  remembered,
  type Span,
} from "@macro-engine/dsl";
import type { Place } from "./place.ts";
import { grouped, type Subject } from "./subject.ts";

export const subjectBook = remembered((analysis: Analysis) => new SubjectBook(analysis));

const none: ReadonlySet<Member> = new Set();

class SubjectBook {
  private readonly analysis: Analysis;
  private readonly known = new Map<string, Subject | null>();
  private readonly params = new Map<string, ReadonlyMap<Member, Subject>>();
  private readonly rules = new Map<string, ReadonlyMap<Member, Subject>>();

  constructor(analysis: Analysis) {
    this.analysis = analysis;
  }

  /** What an expression in a body, or outside of all, means by a name. */
  value(name: string, body: FlatBody | null): Subject | null {
    return this.param(name, body) ?? this.setWide(name);
  }

  declaredValue(name: string, file: string, span: Span): Subject | null {
    const found = this.setWide(name);
    const isIt = (place: Place) => place.file === file && place.span.start === span.start;
    return found?.declarations.some(isIt) ? found : null;
  }

  metric(name: string): Subject | null {
    return this.analysis.names.metrics.has(name) ? this.setWide(name) : null;
  }

  /** A let, a schedule or a metric. */
  private setWide(name: string): Subject | null {
    const { lets, schedules, metrics, ambiguous } = this.analysis.names;
    if (ambiguous.has(name)) return this.clash(name);
    const symbol = lets.get(name) ?? schedules.get(name) ?? metrics.get(name);
    if (symbol === undefined) return null;
    return this.once(`value ${name}`, () => {
      const { file, declaration, kind } = symbol;
      const declarations =
        file === null || declaration === null ? [] : [{ file: file.source.path, span: declaration.name.span }];
      return { kind, name, declarations, members: none, clashes: false };
    });
  }

  /** Everything that claims a name as a value. */
  private clash(name: string): Subject | null {
    return this.once(`value ${name}`, () => {
      const { names } = this.analysis;
      const first = [names.lets, names.schedules, names.metrics].flatMap((map) => map.get(name) ?? []);
      const params = names.params.get(name) ?? [];
      const others = names.clashing.filter((symbol) => symbol.name === name && symbol.kind !== "param");
      const symbols = [...first, ...others, ...params];
      const declarations = symbols.flatMap(({ file, declaration }) =>
        file === null || declaration === null ? [] : [{ file: file.source.path, span: declaration.name.span }],
      );
      const kind = symbols[0]?.kind ?? "let";
      const members = new Set(params.map(({ declaration }) => declaration));
      return { kind, name, declarations, members, clashes: true };
    });
  }

  body(name: string): Subject | null {
    const first = this.analysis.names.bodies.get(name);
    if (first === undefined) return null;
    return this.once(`body ${name}`, () => {
      const clashes = this.analysis.names.ambiguousBodies.has(name);
      const all = clashes ? this.analysis.names.allBodies.filter((symbol) => symbol.name === name) : [first];
      const declarations = all.map(({ file, declaration }) => ({
        file: file.source.path,
        span: declaration.name.span,
      }));
      return { kind: first.declaration.kind, name, declarations, members: none, clashes };
    });
  }

  assertion(name: string): Subject | null {
    return this.once(`assert ${name}`, () => {
      const all = this.analysis.names.assertions.filter(({ declaration }) => declaration.name.text === name);
      const declarations = all.map(({ file, declaration }) => ({
        file: file.source.path,
        span: declaration.name.span,
      }));
      return { kind: "assert", name, declarations, members: none, clashes: all.length > 1 };
    });
  }

  function(name: string): Subject | null {
    return this.once(`function ${name}`, () => {
      if (!functions.some((each) => each.name === name)) return null;
      return { kind: "function", name, declarations: [], members: none, clashes: false };
    });
  }

  channel(name: string): Subject | null {
    return this.once(`channel ${name}`, () => ({
      kind: "channel",
      name,
      declarations: [],
      members: none,
      clashes: false,
    }));
  }

  // --- Params and rules -------------------------------------------------------------------------------------------

  param(name: string, body: FlatBody | null): Subject | null {
    const found = body?.params.get(name);
    return found === undefined ? null : (this.paramSubjects(name).get(found.symbol.declaration) ?? null);
  }

  declaredParam(name: string, file: string, { start }: Span): Subject | null {
    const isIt = (symbol: { readonly file: { readonly source: { readonly path: string } } }) =>
      symbol.file.source.path === file;
    const found = this.analysis.names.params
      .get(name)
      ?.find((symbol) => isIt(symbol) && symbol.declaration.name.span.start === start);
    return found === undefined ? null : (this.paramSubjects(name).get(found.declaration) ?? null);
  }

  /** A rule that a body has, after its own members. */
  rule(name: string, body: FlatBody | null): Subject | null {
    const found = body?.rules.get(name);
    return found === undefined ? null : this.ruleOf(name, found.roots);
  }

  /** What a `rule`, `override rule` or `remove rule` of a body is about. */
  ownRule(name: string, body: FlatBody | null): Subject | null {
    const removed = body?.removed.get(name);
    return this.rule(name, body) ?? (removed === undefined ? null : this.ruleOf(name, removed));
  }

  private ruleOf(name: string, roots: ReadonlySet<RuleMember>): Subject | null {
    for (const root of roots) return this.ruleSubjects(name).get(root) ?? null;
    return null;
  }

  private paramSubjects(name: string): ReadonlyMap<Member, Subject> {
    const made = this.params.get(name);
    if (made !== undefined) return made;
    const { names, bodies } = this.analysis;
    const places = new Map<ParamMember, Place>();
    for (const { file, declaration } of names.params.get(name) ?? []) {
      places.set(declaration, { file: file.source.path, span: declaration.name.span });
    }
    const together = [...bodies.values()].flatMap((body) => {
      const param = body.params.get(name);
      return param === undefined ? [] : [[...param.roots].map((root) => root.declaration)];
    });
    const clash = names.ambiguous.has(name) ? this.clash(name) : null;
    const found = grouped("param", name, places, together, clash);
    this.params.set(name, found);
    return found;
  }

  private ruleSubjects(name: string): ReadonlyMap<Member, Subject> {
    const made = this.rules.get(name);
    if (made !== undefined) return made;
    const places = new Map<RuleMember, Place>();
    const together: RuleMember[][] = [];
    for (const body of this.analysis.bodies.values()) {
      const sets = [body.rules.get(name)?.roots, body.removed.get(name)].filter((roots) => roots !== undefined);
      if (sets.length === 0) continue;
      for (const roots of sets) together.push([...roots]);
      for (const member of body.symbol.declaration.members) {
        if (member.kind !== "rule" || member.name.text !== name) continue;
        places.set(member, { file: body.symbol.file.source.path, span: member.name.span });
      }
    }
    const roots = new Set(together.flat());
    for (const member of places.keys()) if (!roots.has(member)) places.delete(member);
    const found = grouped("rule", name, places, together, null);
    this.rules.set(name, found);
    return found;
  }

  private once(key: string, make: () => Subject | null): Subject | null {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.known.set(key, made);
    return made;
  }
}
