/** Gives a threshold a name: as a param of its body, or as a `let` of the set. */

import {
  type BodyDeclaration,
  type ComparisonOperator,
  type Declaration,
  type Expression,
  mirrored,
  type Node,
  nodesAt,
  type Quantity,
  type RuleMember,
  walk,
} from "@macro-engine/dsl";
import type { Action, ActionEdit, ActionMaker, ActionPlace } from "./action.ts";
import { declarationInsertion, freeLetName, freeParamName, paramInsertion } from "./insert.ts";

export const extract: ActionMaker = { kinds: ["refactor.extract"], make: extractions };

function* extractions(place: ActionPlace): Iterable<Action> {
  const found = quantityAt(place);
  if (found === null) return;
  const { quantity, parents } = found;
  const declaration = parents[1] as Declaration;
  const wanted = nameFor(quantity, parents, place);
  const { analysis } = place.view;
  const body = "members" in declaration ? declaration : null;
  if (body !== null) {
    const name = freeParamName(analysis, body, wanted);
    const toParam = (occurrences: readonly Quantity[]) => () => paramEdits(place, body, name, quantity, occurrences);
    yield action(`Extract \`${quantity.text}\` to param \`${name}\``, toParam([quantity]));
    const same = alike(place, body, quantity, wanted);
    if (same.length > 1) {
      yield action(`Extract all ${same.length} \`${quantity.text}\` to param \`${name}\``, toParam(same));
    }
  }
  const name = freeLetName(analysis, wanted);
  yield action(`Extract \`${quantity.text}\` to let \`${name}\``, () => letEdits(place, declaration, name, quantity));
}

function action(title: string, edits: Action["edits"]): Action {
  return { title, kind: "refactor.extract", edits };
}

interface Found {
  readonly quantity: Quantity;
  /** Outermost first: file, declaration, … */
  readonly parents: readonly Node[];
}

/** The literal at a cursor, or the one that is selected, where a name may stand for it. */
function quantityAt({ parsed, span }: ActionPlace): Found | null {
  if (parsed === null) return null;
  const nodes = nodesAt(parsed.file, span.start);
  const quantity = nodes.at(-1);
  if (quantity?.kind !== "quantity" || span.end > quantity.span.end) return null;
  const parents = nodes.slice(0, -1);
  return mayBeNamed(quantity, parents) ? { quantity, parents } : null;
}

/** A literal 0 takes the dimension of the other side, which a name does not; times of steps are written out. */
function mayBeNamed({ value, dimension }: Quantity, parents: readonly Node[]): boolean {
  if (value === 0 && dimension === null) return false;
  const holder = parents.at(-1)?.kind;
  // It has a name already.
  if (holder === "param" || holder === "let" || holder === "set") return false;
  switch (parents[1]?.kind) {
    case "template":
    case "profile":
    case "let":
    case "assert":
      return true;
    case "test":
      return parents.some((node) => node.kind === "assignment") || isRampValue(parents);
    default:
      return false;
  }
}

function isRampValue(parents: readonly Node[]): boolean {
  return parents.some((node) => node.kind === "ramp");
}

/** What the value is: the bound of a metric, a factor, a wait, a window. */
function nameFor(quantity: Quantity, parents: readonly Node[], { view }: ActionPlace): string {
  const rule = parents.find((node): node is RuleMember => node.kind === "rule");
  const isWithin = (part: Expression | null | undefined) =>
    part != null && part.span.start <= quantity.span.start && quantity.span.end <= part.span.end;
  if (rule !== undefined && isWithin(rule.hold)) return `${rule.name.text || "rule"}_for`;
  if (rule?.until != null && isWithin(rule.until.hold)) return `${rule.name.text || "rule"}_clear_for`;
  for (const parent of parents.toReversed()) {
    if (parent.kind === "call") return `${parent.callee.text || "call"}_window`;
    if (parent.kind === "grace" || parent.kind === "cooldown") return `${parent.kind}_time`;
    if ((parent.kind === "assignment" || parent.kind === "ramp") && parent.metric.text !== "") {
      return `${parent.metric.text.replaceAll(".", "_")}_value`;
    }
    if (parent.kind !== "binary") continue;
    const { operator, left, right } = parent;
    const isFactor = (operator === "*" || operator === "/") && (left === quantity || right === quantity);
    if (isFactor && quantity.dimension === null) return rule?.name.text ? `${rule.name.text}_factor` : "factor";
    if (!isComparison(operator)) continue;
    const isRight = isWithin(right);
    const metric = metricIn(isRight ? left : right, view.analysis.resolved);
    if (metric === null) return "limit";
    const bound = isRight ? operator : mirrored[operator];
    const ending = bound.startsWith(">") ? "max" : bound.startsWith("<") ? "min" : "value";
    return `${metric.replaceAll(".", "_")}_${ending}`;
  }
  return "limit";
}

function isComparison(operator: string): operator is ComparisonOperator {
  return /^[<>=!]/.test(operator);
}

function metricIn(side: Expression, resolved: ActionPlace["view"]["analysis"]["resolved"]): string | null {
  let name: string | null = null;
  walk(side, (node) => {
    if (name === null && node.kind === "reference" && resolved.get(node)?.kind === "metric") name = node.name;
  });
  return name;
}

/** Literals of a body that say the same of the same thing. */
function alike(place: ActionPlace, body: BodyDeclaration, quantity: Quantity, wanted: string): readonly Quantity[] {
  const same: Quantity[] = [];
  walk(body, (node, parents) => {
    if (node.kind !== "quantity" || node.value !== quantity.value || node.dimension !== quantity.dimension) return;
    const around = [place.parsed!.file, ...parents];
    if (nameFor(node, around, place) === wanted && mayBeNamed(node, around)) same.push(node);
  });
  return same;
}

function paramEdits(
  { parsed, path }: ActionPlace,
  body: BodyDeclaration,
  name: string,
  { text }: Quantity,
  occurrences: readonly Quantity[],
): readonly ActionEdit[] {
  const { textStart: _, ...edit } = paramInsertion(parsed!.file, body, `param ${name} = ${text}`);
  return [edit, ...occurrences.map(({ span }) => ({ file: path, span, text: name }))];
}

function letEdits({ parsed, path }: ActionPlace, before: Declaration, name: string, { text, span }: Quantity) {
  const { textStart: _, ...edit } = declarationInsertion(parsed!.file, before, `let ${name} = ${text}`);
  return [edit, { file: path, span, text: name }];
}
