/** The names that a policy file writes down, each with the kind of place it stands in. What they stand for is `subjects.ts`'s. */

import {
  type Declaration,
  type Expression,
  type File,
  lexicalTokens,
  type Member,
  type Name,
  type ParsedFile,
  remembered,
  type Span,
  type Step,
} from "@macro-engine/dsl";
import { indexed } from "./name-index.ts";

/** What a name does where it stands. */
export type NamePlace =
  | "schedule"
  | "metric"
  | "let"
  | "template"
  | "profile"
  | "assert"
  | "param"
  | "set"
  /** A rule without `override`. */
  | "rule"
  | "override"
  | "remove"
  /** In `extends`. */
  | "base"
  /** The profile of a test or an assertion. */
  | "tested"
  /** The rule of an expectation. */
  | "by"
  /** A metric that a test assigns. */
  | "assigned"
  /** In an expression. */
  | "value"
  | "function"
  | "channel"
  /** A word in text that could not be read, which may be anything. */
  | "unread";

export interface WrittenName {
  readonly name: string;
  readonly span: Span;
  readonly place: NamePlace;
  /** The declaration that it stands in; null for a word between declarations. */
  readonly scope: Declaration | null;
}

export interface WrittenNames {
  /** In the order of the text. */
  readonly list: readonly WrittenName[];
  readonly byName: ReadonlyMap<string, readonly WrittenName[]>;
}

/** Worked out once a file: an edit of another one leaves it as it is. */
export const writtenNames = remembered(({ file, diagnostics }: ParsedFile): WrittenNames => {
  const list: WrittenName[] = [];
  for (const declaration of file.declarations) new DeclarationReader(declaration, list).read();
  return indexed(diagnostics.length > 0 ? list.concat(unreadNames(file, list)) : list);
});

class DeclarationReader {
  private readonly declaration: Declaration;
  private readonly found: WrittenName[];

  constructor(declaration: Declaration, found: WrittenName[]) {
    this.declaration = declaration;
    this.found = found;
  }

  read(): void {
    const { declaration } = this;
    if (declaration.kind !== "test") this.add(declaration.name, declaration.kind);
    switch (declaration.kind) {
      case "let":
        this.expression(declaration.value);
        return;
      case "template":
      case "profile":
        for (const base of declaration.bases) this.add(base, "base");
        for (const member of declaration.members) this.member(member);
        return;
      case "test":
        for (const step of declaration.steps) this.step(step);
        return;
      case "assert":
        for (const step of declaration.steps) {
          if (step.kind === "profiles-step") for (const name of step.profiles) this.add(name, "tested");
          else if (step.kind === "claim") this.expressions(step.condition, step.hold);
        }
    }
  }

  private member(member: Member): void {
    switch (member.kind) {
      case "grace":
      case "cooldown":
        this.expression(member.value);
        return;
      case "notify":
        for (const channel of member.channels) this.add(channel, "channel");
        return;
      case "param":
      case "set":
        this.add(member.name, member.kind);
        this.expression(member.value);
        return;
      case "rule":
        this.add(member.name, member.override ? "override" : "rule");
        this.expressions(member.condition, member.hold, member.until?.condition, member.until?.hold);
        for (const part of member.message?.parts ?? []) if (part.kind === "value") this.expression(part.value);
        return;
      case "remove":
        this.add(member.name, "remove");
        return;
    }
  }

  private step(step: Step): void {
    switch (step.kind) {
      case "profile-step":
        this.add(step.name, "tested");
        return;
      case "every":
        this.expression(step.interval);
        return;
      case "run":
        this.expression(step.length);
        return;
      case "at":
        this.expression(step.time);
        this.assignments(step.assignments);
        return;
      case "given":
        this.assignments(step.assignments);
        return;
      case "from":
        this.expressions(step.from, step.to);
        for (const ramp of step.ramps) {
          this.add(ramp.metric, "assigned");
          this.expressions(ramp.from, ramp.to);
        }
        return;
      case "expect":
        if (step.by !== null) this.add(step.by, "by");
        this.expressions(step.when?.time);
        return;
    }
  }

  private assignments(list: Extract<Step, { kind: "given" }>["assignments"]): void {
    for (const { metric, value } of list) {
      this.add(metric, "assigned");
      this.expressions(value);
    }
  }

  private expressions(...list: readonly (Expression | null | undefined)[]): void {
    for (const expression of list) if (expression != null) this.expression(expression);
  }

  /** Without recursion: a row of operators is as deep a tree. */
  private expression(root: Expression): void {
    const open: Expression[] = [root];
    while (open.length > 0) {
      const node = open.pop()!;
      if (node.kind === "reference") this.add({ text: node.name, span: node.span }, "value");
      else if (node.kind === "group") open.push(node.inner);
      else if (node.kind === "unary") open.push(node.operand);
      else if (node.kind === "binary") open.push(node.left, node.right);
      else if (node.kind === "call") {
        this.add(node.callee, "function");
        open.push(...node.arguments);
      }
    }
  }

  private add({ text, span }: Pick<Name, "text" | "span">, place: NamePlace): void {
    if (text !== "") this.found.push({ name: text, span, place, scope: this.declaration });
  }
}

/** Names in the text that the tree does not have: recovering from a mistake, it leaves out what stands around. */
function unreadNames(file: File, read: readonly WrittenName[]): WrittenName[] {
  const known = new Set(read.map(({ span }) => span.start));
  for (const declaration of file.declarations) {
    if (declaration.kind === "metric" && declaration.dimension !== null) known.add(declaration.dimension.span.start);
    if (!("members" in declaration)) continue;
    for (const member of declaration.members) if (member.kind === "level") known.add(member.level.span.start);
  }
  const found: WrittenName[] = [];
  let next = 0;
  for (const { kind, text: name, span } of lexicalTokens(file.source)) {
    if (kind !== "name" || known.has(span.start)) continue;
    while (next < file.declarations.length && file.declarations[next]!.span.end < span.end) next++;
    const scope = file.declarations[next] ?? null;
    const isInside = scope !== null && scope.span.start <= span.start;
    found.push({ name, span, place: "unread", scope: isInside ? scope : null });
  }
  return found;
}
