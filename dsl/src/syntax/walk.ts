/** Visits every node of a tree, whatever its kind, in the order of the text. */

import type {
  Action,
  AssertStep,
  Assignment,
  DayRange,
  Declaration,
  Expression,
  File,
  Member,
  MessageTemplate,
  Name,
  Ramp,
  ScheduleSpan,
  Step,
  TimeRange,
} from "./ast.ts";
import type { Span } from "./source.ts";

export type Node =
  | File
  | Declaration
  | Member
  | Step
  | AssertStep
  | Expression
  | Name
  | Action
  | ScheduleSpan
  | DayRange
  | TimeRange
  | MessageTemplate
  | Assignment
  | Ramp;

/** Keys that hold something else than nodes of the tree. */
const noNodes: ReadonlySet<string> = new Set(["source", "comments", "span", "header", "operatorSpan", "documentation"]);

/**
 * The nodes directly inside a node, in the order of the text. Parts without a kind of their own (a rule's `until`, a
 * message's values, an expectation's bound) are looked through.
 */
export function childrenOf(node: Node): readonly Node[] {
  const found: Node[] = [];
  collect(node, found);
  return found.sort((a, b) => a.span.start - b.span.start);
}

function collect(holder: object, found: Node[]): void {
  for (const [key, value] of Object.entries(holder)) {
    if (value === null || typeof value !== "object" || noNodes.has(key)) continue;
    for (const part of Array.isArray(value) ? value : [value]) {
      if (isNode(part)) found.push(part);
      else collect(part, found);
    }
  }
}

/** Parts of these kinds are no nodes: pieces of a message, the bound of an expectation. */
const partKinds: ReadonlySet<string> = new Set(["text", "value", "before", "after", "clear"]);

function isNode(value: object): value is Node {
  if (!("kind" in value) || !("span" in value)) return false;
  if (value.kind === "at") return "assignments" in value;
  return !partKinds.has(value.kind as string);
}

/** Calls `visit` for a node and all within it, outermost first; where `visit` gives false, nothing inside is visited. */
export function walk(root: Node, visit: (node: Node, parents: readonly Node[]) => unknown): void {
  const parents: Node[] = [];
  const enter = (node: Node): void => {
    if (visit(node, parents) === false) return;
    parents.push(node);
    for (const child of childrenOf(node)) enter(child);
    parents.pop();
  };
  enter(root);
}

/** The nodes around an offset, outermost first; one that ends at the offset counts, as a cursor behind a name does. */
export function nodesAt(root: Node, offset: number): readonly Node[] {
  const path: Node[] = [];
  let current: Node | undefined = root;
  while (current !== undefined) {
    path.push(current);
    current = childrenOf(current).findLast((child) => touches(child.span, offset));
  }
  return path;
}

function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
