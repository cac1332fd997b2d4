/** Binds the names of a whole policy set, in whatever file and order they stand, and reports clashes. */

import { nearest } from "../diagnostics/nearest.ts";
import { meaning } from "../diagnostics/report.ts";
import type {
  AssertDeclaration,
  BodyDeclaration,
  Declaration,
  File,
  MetricDeclaration,
  Name,
  TestDeclaration,
} from "../syntax/ast.ts";
import { builtInMetrics, customMetric } from "../vocabulary/metrics.ts";
import { type Dimension, dimensions } from "../vocabulary/units.ts";
import { unreadWords } from "./lost-words.ts";
import type { Reporter } from "./reporter.ts";
import type {
  BodySymbol,
  LetSymbol,
  MetricSymbol,
  ParamSymbol,
  PolicySymbol,
  ScheduleSymbol,
  ValueSymbol,
} from "./symbols.ts";

export interface Names {
  /** Built-in and declared, by name. */
  readonly metrics: ReadonlyMap<string, MetricSymbol>;
  readonly lets: ReadonlyMap<string, LetSymbol>;
  readonly schedules: ReadonlyMap<string, ScheduleSymbol>;
  /** Templates and profiles by name; of clashing ones the first. */
  readonly bodies: ReadonlyMap<string, BodySymbol>;
  /** Every template and profile in order, clashing ones included: their members are checked all the same. */
  readonly allBodies: readonly BodySymbol[];
  /** Every param declaration by name, "" for those without one. */
  readonly params: ReadonlyMap<string, readonly ParamSymbol[]>;
  readonly tests: readonly { readonly file: File; readonly declaration: TestDeclaration }[];
  /** Clashing ones included. */
  readonly assertions: readonly { readonly file: File; readonly declaration: AssertDeclaration }[];
  /** Names that two things claim: what they mean is not known, so nothing is concluded from them. */
  readonly ambiguous: ReadonlySet<string>;
  /** Lets, schedules, params and metrics without a name or with that of an earlier one: what they say is checked all the same. */
  readonly clashing: readonly ValueSymbol[];
  readonly ambiguousBodies: ReadonlySet<string>;
  /** Words in text that no declaration covers: a name among them may have been meant to be declared there. */
  readonly lost: ReadonlySet<string>;
  /** What is declared without a name: one that is looked for and not found may be it. */
  readonly nameless: ReadonlySet<Exclude<Declaration["kind"], "test" | "assert">>;
}

interface Claim {
  readonly symbol: ValueSymbol;
  readonly name: Name | null;
}

const builtIn: readonly Claim[] = builtInMetrics.map((metric) => ({
  symbol: { kind: "metric", name: metric.name, metric, file: null, declaration: null },
  name: null,
}));

const symbols = new WeakMap<object, PolicySymbol>();

/** One symbol a declaration, whenever it is bound: what has not been parsed anew is known again by it. */
function symbolOf<Symbol extends PolicySymbol>(
  declaration: Symbol["declaration"] & object,
  make: () => Symbol,
): Symbol {
  const known = symbols.get(declaration) ?? make();
  symbols.set(declaration, known);
  return known as Symbol;
}

/** `files` in order of path. */
export function bindNames(files: readonly File[], reporter: Reporter): Names {
  const bodies = new Map<string, BodySymbol>();
  const allBodies: BodySymbol[] = [];
  const params = new Map<string, ParamSymbol[]>();
  const tests: { file: File; declaration: TestDeclaration }[] = [];
  const assertions: { file: File; declaration: AssertDeclaration }[] = [];
  const ambiguousBodies = new Set<string>();
  const lost = new Set<string>();
  const nameless = new Set<Exclude<Declaration["kind"], "test" | "assert">>();
  const claims: Claim[] = [...builtIn];

  const bindBody = (symbol: BodySymbol) => {
    allBodies.push(symbol);
    for (const member of symbol.declaration.members) {
      if (member.kind !== "param") continue;
      const { name } = member;
      const param = symbolOf(member, (): ParamSymbol => {
        return { kind: "param", name: name.text, file: symbol.file, declaration: member, body: symbol };
      });
      const sameName = params.get(name.text);
      if (sameName === undefined) params.set(name.text, [param]);
      else sameName.push(param);
      if (param.name !== "") claims.push({ symbol: param, name });
    }
    if (symbol.name === "") return;
    const earlier = bodies.get(symbol.name);
    if (earlier === undefined) return bodies.set(symbol.name, symbol);
    ambiguousBodies.add(symbol.name);
    reportClash(reporter, symbol, symbol.declaration.name, earlier);
  };

  const bind = (file: File, declaration: Declaration) => {
    if (declaration.kind === "test") return tests.push({ file, declaration });
    if (declaration.kind === "assert") return assertions.push({ file, declaration });
    if (declaration.name.text === "") nameless.add(declaration.kind);
    if (declaration.kind === "template" || declaration.kind === "profile") {
      return bindBody(symbolOf(declaration, () => ({ kind: "body", name: declaration.name.text, file, declaration })));
    }
    // Narrowing by two kinds of one interface does not reach here.
    const symbol = valueSymbol(file, declaration as Exclude<typeof declaration, BodyDeclaration>, reporter);
    claims.push({ symbol, name: declaration.name });
  };

  for (const file of files) {
    for (const word of unreadWords(file)) lost.add(word);
    for (const declaration of file.declarations) bind(file, declaration);
  }
  const { scope, ambiguous, clashing } = settleClaims(claims, reporter);
  const metrics = new Map<string, MetricSymbol>();
  const lets = new Map<string, LetSymbol>();
  const schedules = new Map<string, ScheduleSymbol>();
  for (const [name, symbol] of scope) {
    if (symbol.kind === "metric") metrics.set(name, symbol);
    else if (symbol.kind === "let") lets.set(name, symbol);
    else if (symbol.kind === "schedule") schedules.set(name, symbol);
  }
  return {
    metrics,
    lets,
    schedules,
    bodies,
    allBodies,
    params,
    tests,
    assertions,
    ambiguous,
    clashing,
    ambiguousBodies,
    lost,
    nameless,
  };
}

function valueSymbol(
  file: File,
  declaration: Extract<Declaration, { kind: "let" | "schedule" | "metric" }>,
  reporter: Reporter,
): LetSymbol | ScheduleSymbol | MetricSymbol {
  const name = declaration.name.text;
  if (declaration.kind === "let") return symbolOf(declaration, () => ({ kind: "let", name, file, declaration }));
  if (declaration.kind === "schedule")
    return symbolOf(declaration, () => ({ kind: "schedule", name, file, declaration }));
  const dimension = readDimension(file, declaration, reporter);
  return symbolOf(declaration, () => {
    const metric = dimension && customMetric(name, dimension, declaration.description?.value ?? "");
    return { kind: "metric", name, metric, file, declaration };
  });
}

function readDimension(file: File, declaration: MetricDeclaration, reporter: Reporter): Dimension | null {
  const written = declaration.dimension;
  if (written === null || written.text === "") return null;
  if (Object.hasOwn(dimensions, written.text)) return written.text as Dimension;
  const known = Object.keys(dimensions);
  const suggestion = nearest(written.text, known);
  const parameters = { name: written.text, suggestion, known: known.join(", ") };
  const extras = meaning(file, written.span, suggestion);
  reporter.error(file, written.span, "unknown-name", "dimension", parameters, extras);
  return null;
}

/** Lets, schedules, params and metrics share one scope; only params may recur, in other bodies. */
function settleClaims(claims: readonly Claim[], reporter: Reporter) {
  const scope = new Map<string, ValueSymbol>();
  const ambiguous = new Set<string>();
  const clashing: ValueSymbol[] = [];
  for (const { symbol, name } of claims) {
    const earlier = scope.get(symbol.name);
    if (symbol.name === "") clashing.push(symbol);
    else if (earlier === undefined) scope.set(symbol.name, symbol);
    else if (name !== null && (earlier.kind !== "param" || symbol.kind !== "param")) {
      ambiguous.add(symbol.name);
      clashing.push(symbol);
      reportClash(reporter, symbol, name, earlier);
    }
  }
  return { scope, ambiguous, clashing };
}

function reportClash(
  reporter: Reporter,
  later: ValueSymbol | BodySymbol,
  name: Name,
  earlier: ValueSymbol | BodySymbol,
): void {
  const file = later.file;
  if (file === null) return;
  const parameters = { name: name.text, earlier: kindOf(earlier), later: kindOf(later) };
  if (earlier.file === null) {
    reporter.error(file, name.span, "duplicate-declaration", "built-in", parameters);
    return;
  }
  const place = earlier.declaration?.name.span ?? { start: 0, end: 0 };
  reporter.error(file, name.span, "duplicate-declaration", "twice", parameters, {
    related: [{ message: `\`${name.text}\` is declared here`, file: earlier.file.source.path, span: place }],
  });
}

/** How messages call a symbol's kind: "a param". */
export function kindOf(symbol: ValueSymbol | BodySymbol): string {
  if (symbol.kind === "body") return `a ${symbol.declaration.kind}`;
  return symbol.kind === "metric" && symbol.file === null ? "a built-in metric" : `a ${symbol.kind}`;
}
