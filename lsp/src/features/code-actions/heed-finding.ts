/** Does what a finding of lint advises, where that is a matter of taste or measure and so no certain repair. */

import {
  type BodyDeclaration,
  type Declaration,
  type Expression,
  type File,
  type Node,
  nodesAt,
  type RuleMember,
  withoutStatement,
} from "@macro-engine/dsl";
import type { Remark } from "../../workspace/policy-view.ts";
import { useAt, usesOf } from "../uses.ts";
import type { Action, ActionEdit, ActionMaker, ActionPlace } from "./action.ts";
import { endInsertion, freeRuleName, settingInsertion } from "./insert.ts";
import { remarksAt } from "./remarks.ts";

export const heedFinding: ActionMaker = { kinds: ["quickfix"], make: heeding };

function* heeding(place: ActionPlace): Iterable<Action> {
  if (place.parsed === null) return;
  const { file } = place.parsed;
  for (const remark of remarksAt(place)) {
    const nodes = nodesAt(file, remark.span.start);
    const body = nodes.find((node): node is BodyDeclaration => node.kind === "template" || node.kind === "profile");
    const rule = nodes.find((node): node is RuleMember => node.kind === "rule") ?? null;
    yield* heed({ place, file, remark, nodes, body: body ?? null, rule });
  }
}

interface Advice {
  readonly place: ActionPlace;
  readonly file: File;
  readonly remark: Remark;
  /** At the beginning of what is pointed at, outermost first. */
  readonly nodes: readonly Node[];
  readonly body: BodyDeclaration | null;
  readonly rule: RuleMember | null;
}

function* heed(advice: Advice): Iterable<Action> {
  const { remark, rule } = advice;
  const words = advised(remark);
  const last = words.at(-1) ?? "";
  switch (remark.code) {
    case "cooldown-missing":
    case "no-notification":
      yield* setting(advice, last);
      return;
    case "no-duration-limit":
      yield* anotherRule(advice, "max_duration", last);
      return;
    case "missing-blind":
      yield* anotherRule(
        advice,
        `${last.replace(/^missing\((.*),.*$/, "$1").replaceAll(".", "_")}_silent`,
        `cancel when ${last}`,
      );
      return;
    case "single-sample-cancel":
      if (rule?.hold === null) yield* write(advice, rule.condition.span.end, ` ${words.at(-2)}`);
      return;
    case "shorter-than-sampling":
      if (advice.nodes.at(-1)?.kind === "quantity") yield* replace(advice, remark.span, last);
      return;
    case "message-without-value":
      yield* write(advice, remark.span.end - 1, ` ${last}`);
      return;
    case "equality-on-measurement":
      yield* comparison(advice, words.slice(-2));
      return;
    case "undocumented-profile":
      yield* documentation(advice);
      return;
    case "duplicate-rule":
      if (rule !== null) yield* removal(advice, rule);
      return;
    case "unused-metric":
    case "unused-template":
      yield* removal(advice, advice.nodes[1] as Declaration);
  }
}

/** What a message has between backticks. */
function advised({ message }: Remark): string[] {
  return [...message.matchAll(/`([^`]+)`/g)].map(([, words]) => words!);
}

function* setting({ remark, file, body }: Advice, text: string): Iterable<Action> {
  if (body !== null) yield action(remark, `Add \`${text}\``, [settingInsertion(file, body, text)]);
}

function* anotherRule({ place, remark, file, body }: Advice, wanted: string, does: string): Iterable<Action> {
  if (body === null) return;
  const name = freeRuleName(place.view.analysis, body, wanted);
  const edit = endInsertion(file, body, `rule ${name}: ${does}`);
  if (edit !== null) yield action(remark, `Add rule \`${name}: ${does}\``, [edit]);
}

function* write({ remark, file }: Advice, at: number, text: string): Iterable<Action> {
  yield action(remark, `Add \`${text.trim()}\``, [{ file: file.source.path, span: { start: at, end: at }, text }]);
}

function* replace({ remark, file }: Advice, span: Remark["span"], text: string): Iterable<Action> {
  yield action(remark, `Write \`${text}\``, [{ file: file.source.path, span, text }]);
}

function* comparison(advice: Advice, operators: readonly string[]): Iterable<Action> {
  const { nodes, remark, file } = advice;
  const found = nodes.find(
    (node): node is Extract<Expression, { kind: "binary" }> =>
      node.kind === "binary" && node.span.start === remark.span.start && node.span.end === remark.span.end,
  );
  if (found === undefined) return;
  const between = file.source.text.slice(found.left.span.end, found.right.span.start);
  const start = found.left.span.end + between.indexOf(found.operator);
  if (start < found.left.span.end) return;
  for (const operator of operators) yield* replace(advice, { start, end: start + found.operator.length }, operator);
}

function* documentation({ remark, file, body }: Advice): Iterable<Action> {
  if (body === null) return;
  const { text, path } = file.source;
  const start = body.span.start;
  const lineStart = Math.max(text.lastIndexOf("\n", start - 1) + 1, text.startsWith("\ufeff") ? 1 : 0);
  if (lineStart !== start) return;
  const words = `What ${body.name.text} is for.`;
  const edit: ActionEdit = {
    file: path,
    span: { start, end: start },
    text: `## ${words}${text.includes("\r\n") ? "\r\n" : "\n"}`,
    placeholder: { start: 3, end: 3 + words.length },
  };
  yield action(remark, "Say what it is for", [edit]);
}

/** Only where nothing else names it. */
function* removal({ place, remark, file }: Advice, statement: Declaration | RuleMember): Iterable<Action> {
  const name = "name" in statement ? statement.name.text : "";
  const use = useAt(place.view, place.path, remark.span.start);
  if (name === "" || use === null || usesOf(place.view, use.subject).length !== 1) return;
  yield action(remark, `Remove \`${name}\``, [withoutStatement(file, statement.span)]);
}

function action(remark: Remark, title: string, edits: readonly ActionEdit[]): Action {
  return { title, kind: "quickfix", mends: [remark], edits: () => edits };
}
