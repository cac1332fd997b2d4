/** Notes between the words of a policy: what names come to, what a `set` takes the place of, what a base brings. */

import {
  type Analysis,
  childrenOf,
  type Expression,
  exactQuantity,
  type FlatBody,
  type KnownValues,
  knownValues,
  type Member,
  type Name,
  type Node,
  type NumericDimension,
  type ParamSymbol,
  type Quantity,
  type Reference,
  type SetMember,
  type Span,
  writtenValues,
} from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import { inBaseUnit } from "./base-units.ts";
import { bodyHover } from "./hover/body.ts";
import { letHover, paramHover } from "./hover/constant.ts";
import type { Place } from "./place.ts";
import { bodyDeclaredBy } from "./spot.ts";

/** What each kind is about is with the settings that turn them on and off. */
export type HintKind = "values" | "inherited" | "templates" | "baseUnits";

export interface Hint {
  readonly kind: HintKind;
  /** It stands behind what ends here. */
  readonly offset: number;
  readonly label: string;
  /** Where it leads. */
  readonly target: Place | null;
  /** Markdown; null for a hint that says all. */
  readonly tooltip: () => string | null;
}

/** In the order of the text; those that stand within the span, both ends included. */
export function inlayHints(
  view: PolicyView,
  path: string,
  span: Span,
  kinds: Readonly<Record<HintKind, boolean>>,
): readonly Hint[] {
  const parsed = view.file(path);
  if (parsed === null) return [];
  const finder = new HintFinder(view, span, kinds);
  for (const declaration of parsed.file.declarations) finder.look(declaration);
  return finder.found.sort((a, b) => a.offset - b.offset);
}

/** Where one stands in the tree. */
interface Surroundings {
  readonly body: FlatBody | null;
  readonly values: KnownValues;
}

class HintFinder {
  readonly found: Hint[] = [];
  private readonly view: PolicyView;
  private readonly analysis: Analysis;
  private readonly span: Span;
  private readonly kinds: Readonly<Record<HintKind, boolean>>;

  constructor(view: PolicyView, span: Span, kinds: Readonly<Record<HintKind, boolean>>) {
    this.view = view;
    this.analysis = view.analysis;
    this.span = span;
    this.kinds = kinds;
  }

  /** A declaration and what is in it. */
  look(declaration: Node): void {
    const isBody = declaration.kind === "template" || declaration.kind === "profile";
    const body = isBody ? bodyDeclaredBy(this.analysis, declaration) : null;
    // Override files do not apply to tests, and no param is seen there.
    this.enter(declaration, { body, values: knownValues(this.analysis, body) });
  }

  private enter(node: Node, around: Surroundings): void {
    if (node.span.end < this.span.start || node.span.start > this.span.end) return;
    switch (node.kind) {
      case "quantity":
        this.base(node);
        break;
      case "reference":
        this.value(node, around);
        break;
      case "message":
        break;
      case "template":
      case "profile":
        for (const base of node.bases) this.brings(base);
        for (const member of node.members) this.enter(member, around);
        break;
      case "let":
      case "param":
      case "set":
      case "grace":
      case "cooldown":
        if (node.kind === "set") this.replaced(node, around);
        this.constant(node.value, node, around);
        break;
      default:
        for (const child of childrenOf(node)) this.enter(child, around);
    }
  }

  private add(kind: HintKind, offset: number, label: string, rest: Pick<Hint, "target" | "tooltip">): void {
    if (!this.kinds[kind] || offset < this.span.start || offset > this.span.end) return;
    this.found.push({ kind, offset, label, ...rest });
  }

  /** What a whole constant comes to, unless that is what is written. */
  private constant(expression: Expression, owner: Node, around: Surroundings): void {
    if (expression.kind === "quantity") this.base(expression);
    const { name, value } = constantOf(owner, expression, around);
    if (value === null || (expression.kind === "quantity" && expression.value === value)) return;
    const dimension = numericDimension(this.analysis, expression);
    if (dimension === null) return;
    const set = name === null ? undefined : changedIn(this.analysis, around.body)?.sets.get(name);
    const target = set === undefined ? null : { file: set.file, span: set.span };
    const tooltip = () => (set === undefined ? null : `Set by override file \`${set.file}\`.`);
    this.add("values", expression.span.end, `= ${exactQuantity(value, dimension)}`, { target, tooltip });
  }

  /** What a name comes to where it is read. */
  private value(node: Reference, around: Surroundings): void {
    const symbol = this.analysis.resolved.get(node);
    const dimension = numericDimension(this.analysis, node);
    if (dimension === null || (symbol?.kind !== "let" && symbol?.kind !== "param")) return;
    const value = around.values.environment(node);
    if (value === null) return;
    const { body, values } = around;
    this.add("values", node.span.end, `= ${exactQuantity(value, dimension)}`, {
      target:
        symbol.kind === "let"
          ? placeOf(symbol.file.source.path, symbol.declaration.name)
          : setAt(this.analysis, symbol, body),
      tooltip: () =>
        symbol.kind === "let" ? letHover(this.view, symbol) : paramHover(this.view, symbol, body, values),
    });
  }

  private replaced({ name }: SetMember, { body }: Surroundings): void {
    const base = body?.bases.find(({ params }) => params.has(name.text));
    const param = base?.params.get(name.text);
    const dimension = param === undefined ? null : numericDimension(this.analysis, param.symbol.declaration.value);
    if (base === undefined || param === undefined || dimension === null) return;
    const values = writtenValues(this.analysis, base);
    const value = values.params.get(name.text);
    if (value === undefined) return;
    this.add("inherited", name.span.end, `was ${exactQuantity(value, dimension)}`, {
      target: placeOf(param.file.source.path, param.member.name),
      tooltip: () => paramHover(this.view, param.symbol, base, values),
    });
  }

  private brings(base: Name): void {
    const symbol = this.analysis.names.bodies.get(base.text);
    const body = symbol === undefined ? undefined : this.analysis.bodies.get(symbol);
    if (symbol === undefined || body === undefined) return;
    const parts = [counted(body.rules.size, "rule"), counted(body.params.size, "param")].filter(
      (part) => part !== null,
    );
    if (parts.length === 0) return;
    this.add("templates", base.span.end, parts.join(", "), {
      target: placeOf(symbol.file.source.path, symbol.declaration.name),
      tooltip: () => bodyHover(this.view, symbol),
    });
  }

  private base(quantity: Quantity): void {
    const text = inBaseUnit(quantity);
    if (text !== null) this.add("baseUnits", quantity.span.end, `= ${text}`, { target: null, tooltip: () => null });
  }
}

/** A constant that a member of a body gives a name has the value that counts there, which an override file may have set. */
function constantOf(owner: Node, expression: Expression, { values }: Surroundings) {
  const name = owner.kind === "set" || owner.kind === "param" ? owner.name.text : null;
  const known = name === null ? undefined : values.params.get(name);
  return { name, value: known ?? values.value(expression) };
}

function changedIn(analysis: Analysis, body: FlatBody | null) {
  return body === null ? undefined : analysis.changes.get(body.symbol.name);
}

/** Where a param got its value from. */
function setAt(analysis: Analysis, symbol: ParamSymbol, body: FlatBody | null): Place {
  const set = changedIn(analysis, body)?.sets.get(symbol.name);
  if (set !== undefined) return { file: set.file, span: set.span };
  const param = body?.params.get(symbol.name);
  const member: Extract<Member, { name: Name }> = param?.member ?? symbol.declaration;
  return placeOf((param?.file ?? symbol.file).source.path, member.name);
}

function placeOf(file: string, { span }: Name): Place {
  return { file, span };
}

function counted(count: number, noun: string): string | null {
  return count === 0 ? null : `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function numericDimension(analysis: Analysis, expression: Expression): NumericDimension | null {
  const dimension = analysis.types.get(expression)?.dimension ?? "unknown";
  return dimension === "unknown" || dimension === "bool" || dimension === "text" ? null : dimension;
}
