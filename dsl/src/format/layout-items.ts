/** How members, steps and claims are laid out, one by one. */

import { assertNever } from "../check/assert-never.ts";
import type {
  Action,
  AssertStep,
  Assignment,
  Member,
  Name,
  NotifyMember,
  Ramp,
  RuleMember,
  Step,
  StringLiteral,
} from "../syntax/ast.ts";
import { type Doc, fill, group, hardLine, indent, line } from "./doc.ts";
import { layOutExpression, layOutHeld } from "./layout-expression.ts";
import type { TokenReader } from "./token-reader.ts";

/** Something that begins a line. */
export interface LaidOut {
  /** Its parts in columns: where several of one kind follow each other and each takes one line, their columns are aligned. */
  readonly cells: readonly Doc[];
  /** The whole. */
  readonly doc: Doc;
  /** What it is aligned with; null: nothing. */
  readonly kind: string | null;
}

/** Cells with what stands between them; of what does not fit, the second line and all others stand further in. */
export function inColumns(kind: string, first: Doc, ...rest: readonly (readonly [gap: Doc, cell: Doc])[]): LaidOut {
  return { kind, cells: [first, ...rest.map(([, cell]) => cell)], doc: indent(first, rest) };
}

function alone(...doc: readonly Doc[]): LaidOut {
  return { kind: null, cells: [], doc: indent(doc) };
}

/** As many as fit on each line. */
export function layOutList<Item>(reader: TokenReader, items: readonly Item[], one: (item: Item) => Doc): Doc {
  const parts: Doc[] = [];
  for (const [index, item] of items.entries()) {
    if (index > 0) parts.push(reader.gap(line));
    const isLast = index === items.length - 1;
    parts.push([one(item), isLast ? [] : [reader.gap(""), reader.token()]]);
  }
  return fill(parts);
}

export function layOutMember(reader: TokenReader, member: Exclude<Member, { kind: "broken" }>): LaidOut {
  switch (member.kind) {
    case "level":
      return inColumns("setting", reader.token(), [reader.gap(" "), reader.token()]);
    case "match":
      return inColumns("setting", reader.token(), [reader.gap(" "), layOutPatterns(reader, member.patterns)]);
    case "grace":
    case "cooldown":
      return inColumns("setting", reader.token(), [reader.gap(" "), layOutExpression(reader, member.value)]);
    case "notify":
      return inColumns("setting", reader.token(), [reader.gap(" "), layOutNotify(reader, member)]);
    case "param":
    case "set": {
      const name = [reader.token(), reader.gap(" "), reader.token()];
      const equals = [
        reader.gap(" "),
        [reader.token(), reader.gap(" "), layOutExpression(reader, member.value)],
      ] as const;
      return inColumns(member.kind, name, equals);
    }
    case "rule":
      return layOutRule(reader, member);
    case "remove":
      return alone(reader.token(), reader.gap(" "), reader.token(), reader.gap(" "), reader.token());
    default:
      return assertNever(member);
  }
}

function layOutPatterns(reader: TokenReader, patterns: readonly StringLiteral[]): Doc {
  return [reader.token(), reader.gap(" "), layOutList(reader, patterns, () => reader.token())];
}

function layOutNotify(reader: TokenReader, { channels, actions }: NotifyMember): Doc {
  const names = layOutNames(reader, channels);
  const on = [reader.gap(line), reader.token(), reader.gap(" ")];
  return group(
    names,
    on,
    layOutList(reader, actions, (action) => layOutAction(reader, action)),
  );
}

export function layOutNames(reader: TokenReader, names: readonly Name[]): Doc {
  return layOutList(reader, names, () => reader.token());
}

function layOutAction(reader: TokenReader, { all }: Action): Doc {
  return [reader.token(), all ? [reader.gap(" "), reader.token()] : []];
}

/**
 * On one line where that fits, but for the message, which has a line of its own. Else each clause has one; what does not
 * fit even then begins with the action's line.
 */
function layOutRule(reader: TokenReader, rule: RuleMember): LaidOut {
  const word = rule.override ? [reader.token(), reader.gap(" "), reader.token()] : reader.token();
  const head = [word, reader.gap(" "), reader.token(), reader.gap(""), reader.token()];
  const actionGap = reader.gap(" ");
  const action = layOutAction(reader, rule.action!);
  const whenGap = reader.gap(line);
  const when = layOutHeld(reader, rule.condition, rule.hold);
  const until: Doc[] = [];
  if (rule.until !== null) until.push(reader.gap(line), layOutHeld(reader, rule.until.condition, rule.until.hold));
  const message: Doc[] = [];
  if (rule.message !== null) {
    message.push(reader.gap(hardLine), reader.token(), reader.gap(" "), reader.verbatim(rule.message.span));
  }
  return {
    kind: "rule",
    cells: [head, action, [when, until, message]],
    doc: indent(group(group(head, actionGap, action, whenGap, when), until), message),
  };
}

// --- Tests --------------------------------------------------------------------------------------------------------

export function layOutStep(reader: TokenReader, step: Exclude<Step, { kind: "broken" }>): LaidOut {
  switch (step.kind) {
    case "profile-step":
    case "every":
    case "start":
    case "trace":
    case "run":
      return alone(reader.token(), reader.gap(" "), reader.token());
    case "given":
      return alone(reader.token(), reader.gap(" "), layOutAssignments(reader, step.assignments));
    case "at": {
      const time = [reader.token(), reader.gap(" "), reader.token(), reader.gap(""), reader.token()];
      return inColumns("at", time, [reader.gap(" "), layOutAssignments(reader, step.assignments)]);
    }
    case "from": {
      const from = [reader.token(), reader.gap(" "), reader.token(), reader.gap(" ")];
      const to = [reader.token(), reader.gap(" "), reader.token(), reader.gap(""), reader.token(), reader.gap(" ")];
      return alone(
        from,
        to,
        layOutList(reader, step.ramps, (ramp) => layOutRamp(reader, ramp)),
      );
    }
    case "expect": {
      const tokens: Doc[] = [reader.token()];
      const more = countWords(step.negated, step.by !== null, step.when !== null) + (isAll(step.outcome) ? 2 : 1);
      for (let left = more; left > 0; left--) tokens.push(reader.gap(" "), reader.token());
      return alone(tokens);
    }
    default:
      return assertNever(step);
  }
}

/** `no`, `by NAME` and `at T`. */
function countWords(negated: boolean, by: boolean, when: boolean): number {
  return (negated ? 1 : 0) + (by ? 2 : 0) + (when ? 2 : 0);
}

function isAll(outcome: Action | { readonly kind: "clear" }): boolean {
  return outcome.kind === "action" && outcome.all;
}

function layOutAssignments(reader: TokenReader, assignments: readonly Assignment[]): Doc {
  return layOutList(reader, assignments, ({ value }) => {
    const metric = [reader.token(), reader.gap(" "), reader.token(), reader.gap(" ")];
    return [metric, value === null ? reader.token() : layOutExpression(reader, value)];
  });
}

function layOutRamp(reader: TokenReader, { from, to }: Ramp): Doc {
  const metric = [reader.token(), reader.gap(" "), reader.token(), reader.gap(" ")];
  const start = layOutExpression(reader, from);
  return group(metric, start, indent(reader.gap(line), reader.token(), reader.gap(" "), layOutExpression(reader, to)));
}

// --- Assertions ---------------------------------------------------------------------------------------------------

export function layOutClaim(reader: TokenReader, step: Exclude<AssertStep, { kind: "broken" }>): LaidOut {
  switch (step.kind) {
    case "profiles-step":
      return alone(reader.token(), reader.gap(" "), layOutNames(reader, step.profiles));
    case "claim": {
      const word = reader.token();
      const gap = reader.gap(line);
      const when = layOutHeld(reader, step.condition, step.hold);
      return { kind: "claim", cells: [word, when], doc: indent(group(word, gap, when)) };
    }
    default:
      return assertNever(step);
  }
}
