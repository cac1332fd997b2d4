/** Declares what is named and is not there: metrics, params, lets, schedules, templates, profiles. */

import {
  type Declaration,
  type Dimension,
  dimensions,
  type Expression,
  functions,
  type Node,
  nodesAt,
  type ParsedFile,
} from "@macro-engine/dsl";
import type { Remark } from "../../workspace/policy-view.ts";
import type { Action, ActionEdit, ActionMaker, ActionPlace } from "./action.ts";
import { declarationInsertion, paramInsertion } from "./insert.ts";
import { remarksAt } from "./remarks.ts";

export const declareMissing: ActionMaker = { kinds: ["quickfix"], make: declarations };

function* declarations(place: ActionPlace): Iterable<Action> {
  const { parsed } = place;
  if (parsed === null) return;
  for (const remark of remarksAt(place)) {
    const name = parsed.file.source.text.slice(remark.span.start, remark.span.end);
    if (!/^[A-Za-z_][\w.]*$/.test(name)) continue;
    const nodes = nodesAt(parsed.file, remark.span.start);
    const declaration = nodes[1] as Declaration | undefined;
    if (declaration === undefined) continue;
    yield* declaring({ parsed, remark, name, nodes, declaration, place });
  }
}

interface Missing {
  readonly parsed: ParsedFile;
  readonly remark: Remark;
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly declaration: Declaration;
  readonly place: ActionPlace;
}

function* declaring(missing: Missing): Iterable<Action> {
  const { remark, name, declaration } = missing;
  switch (remark.code) {
    case "unknown-metric":
    case "unknown-name":
      if (!isUnknown(missing)) return;
      if (!name.includes(".")) yield* values(missing);
      yield* metric(missing);
      return;
    case "unknown-base":
      yield action(missing, `Declare template \`${name}\``, above(missing, `template ${name} {}\n`));
      if (declaration.kind === "profile") {
        yield action(missing, `Declare profile \`${name}\``, above(missing, `profile ${name} {}\n`));
      }
      return;
    case "unknown-profile":
      if (missing.place.view.analysis.names.bodies.has(name)) return;
      yield action(missing, `Declare profile \`${name}\``, above(missing, `profile ${name} {}\n`));
  }
}

function action({ remark }: Missing, title: string, edit: ActionEdit): Action {
  return { title, kind: "quickfix", mends: [remark], edits: () => [edit] };
}

/** Not a name that stands for something of another kind. */
function isUnknown({ place, name, nodes }: Missing): boolean {
  const { names } = place.view.analysis;
  const innermost = nodes.at(-1)?.kind;
  if (innermost !== "reference" && innermost !== "name") return false;
  const isAssigned = nodes.some(({ kind }) => kind === "assignment" || kind === "ramp");
  if (innermost === "name" && !isAssigned) return false;
  const isFunction = functions.some((info) => info.name === name);
  return !isFunction && ![names.metrics, names.bodies, names.params, names.ambiguous].some((known) => known.has(name));
}

/** The usual value of each dimension, to be replaced. */
const examples: Readonly<Record<Exclude<Dimension, "bool" | "text">, string>> = {
  percent: "80%",
  duration: "5s",
  bytes: "1GiB",
  bytes_per_second: "1MiB/s",
  framerate: "30fps",
  temperature: "80C",
  rate: "5/s",
  count: "1",
  number: "1",
};

function* values(missing: Missing): Iterable<Action> {
  const { name, declaration, nodes, parsed } = missing;
  if (nodes.at(-1)!.kind === "name") return;
  const dimension = neededDimension(missing);
  if (dimension === "text") return;
  if (dimension === "bool") {
    yield action(
      missing,
      `Declare schedule \`${name}\``,
      above(missing, `schedule ${name} = `, "weekdays 09:00-17:00"),
    );
    return;
  }
  const example = examples[dimension ?? "percent"];
  if ("members" in declaration) {
    const edit = paramInsertion(parsed.file, declaration, `param ${name} = ${example}`);
    const title = `Declare param \`${name}\` in \`${declaration.name.text}\``;
    yield action(missing, title, withPlaceholder(edit, `param ${name} = `, example));
  }
  yield action(missing, `Declare let \`${name}\``, above(missing, `let ${name} = `, example));
}

function* metric(missing: Missing): Iterable<Action> {
  const { name } = missing;
  const dimension = neededDimension(missing) ?? "number";
  yield action(missing, `Declare metric \`${name}\``, above(missing, `metric ${name}: `, dimension));
}

function above(missing: Missing, text: string, placeholder = ""): ActionEdit {
  const edit = declarationInsertion(missing.parsed.file, missing.declaration, (text + placeholder).trimEnd());
  return placeholder === "" ? withPlaceholder(edit, "", "") : withPlaceholder(edit, text, placeholder);
}

function withPlaceholder(
  { textStart, ...edit }: ReturnType<typeof declarationInsertion>,
  before: string,
  placeholder: string,
): ActionEdit {
  if (placeholder === "") return edit;
  const start = textStart + before.length;
  return { ...edit, placeholder: { start, end: start + placeholder.length } };
}

/** What the other side of the comparison, or the place, asks for; null where it asks for nothing. */
function neededDimension({ nodes, place }: Missing): Dimension | null {
  const { types } = place.view.analysis;
  let inner = nodes.at(-1)!;
  for (const node of nodes.slice(0, -1).toReversed()) {
    if (node.kind === "binary") {
      if (node.operator === "and" || node.operator === "or") return "bool";
      // Factors may be of any dimension.
      if (node.operator === "*" || node.operator === "/") return null;
      const other = node.left === inner ? node.right : node.left;
      const found = types.get(other)?.dimension;
      if (found !== undefined && found !== "unknown") return plainest(other, found);
    } else if (node.kind === "unary") {
      if (node.operator === "not") return "bool";
    } else if (node.kind === "rule")
      return node.condition === inner || node.until?.condition === inner ? "bool" : "duration";
    else if (node.kind === "grace" || node.kind === "cooldown" || node.kind === "call") return "duration";
    else if (node.kind === "assignment" && inner.kind === "name")
      return node.value === null ? null : dimensionOf(node.value, types);
    else if (node.kind === "ramp" && inner.kind === "name") return dimensionOf(node.from, types);
    else if (node.kind !== "group") return null;
    inner = node;
  }
  return null;
}

function dimensionOf(value: Expression, types: ActionPlace["view"]["analysis"]["types"]): Dimension | null {
  const found = types.get(value)?.dimension;
  return found === undefined || found === "unknown" ? null : found;
}

/** A zero takes the other side's dimension. */
function plainest(other: Expression, found: Dimension): Dimension | null {
  const isZero = other.kind === "quantity" && other.value === 0 && dimensions[found].acceptsPlainNumber;
  return isZero ? null : found;
}
