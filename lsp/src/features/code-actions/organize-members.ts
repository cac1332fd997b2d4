/** Puts the members of a body in the order in which they are read; rules keep theirs, which has a meaning. */

import { type BodyDeclaration, type File, format, type Member, type ParsedFile, type Source } from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import type { Action, ActionKind, ActionMaker, ActionPlace, ActionResult } from "./action.ts";
import { startWithComments } from "./insert.ts";
import { lineEdits } from "./line-edits.ts";

const kind: ActionKind = "source.organizeMembers.macropolicy";

export const organizeMembers: ActionMaker = { kinds: [kind, "refactor.rewrite"], make: organizing };

/** What one asks first of a body comes first: how bad it is, what it governs, what it does, its numbers, its rules. */
const ranks: Readonly<Record<Exclude<Member["kind"], "broken">, number>> = {
  level: 0,
  match: 1,
  grace: 2,
  cooldown: 3,
  notify: 4,
  param: 5,
  set: 6,
  remove: 7,
  rule: 7,
};

function* organizing({ view, path, parsed, span }: ActionPlace): Iterable<Action> {
  if (parsed === null) return;
  const bodies = parsed.file.declarations.filter((each): each is BodyDeclaration => "members" in each);
  const moved = bodies.filter((body) => isOrganizable(parsed, body));
  if (moved.length === 0) return;
  yield { title: "Organize the members of all bodies", kind, edits: () => organized(view, path, parsed.file, moved) };
  const here = moved.find((body) => body.span.start <= span.start && span.end <= body.span.end);
  if (here === undefined || span.start > here.header.end) return;
  const title = `Organize the members of \`${here.name.text}\``;
  yield { title, kind: "refactor.rewrite", edits: () => organized(view, path, parsed.file, [here]) };
}

function rankOf(member: Member): number {
  return member.kind === "broken" ? 0 : ranks[member.kind];
}

/** Out of order, every member read and on lines of its own. */
function isOrganizable({ file, diagnostics }: ParsedFile, { members, span: whole }: BodyDeclaration): boolean {
  const ordered = members.every((member, at) => at === 0 || rankOf(members[at - 1]!) <= rankOf(member));
  if (ordered || diagnostics.some(({ span }) => whole.start <= span.end && span.start <= whole.end)) return false;
  return members.every(({ span }) => startWithComments(file, span.start) !== null && endsLine(file.source, span.end));
}

function endsLine({ text }: Source, offset: number): boolean {
  const rest = /[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/y;
  rest.lastIndex = offset;
  return rest.test(text);
}

function organized(view: PolicyView, path: string, file: File, bodies: readonly BodyDeclaration[]): ActionResult {
  const { source } = file;
  const text = bodies.toReversed().reduce((now, body) => inOrder(now, file, body), source.text);
  const { width } = view.config.fmt;
  const wasFormatted = format(source, { width }) === source.text;
  return lineEdits(source, wasFormatted ? format({ path, text }, { width }) : text);
}

interface Chunk {
  readonly member: Member;
  /** With the comments directly above it, and its line's. */
  readonly lines: string;
  /** Blank lines and comments that stand apart, before it. */
  readonly before: string;
}

function inOrder(text: string, file: File, body: BodyDeclaration): string {
  const source = file.source.text;
  const chunks: Chunk[] = [];
  const first = lineStart(source, startWithComments(file, body.members[0]!.span.start)!);
  let at = first;
  for (const member of body.members) {
    const start = startWithComments(file, member.span.start)!;
    const next = source.indexOf("\n", member.span.end);
    const end = next < 0 ? source.length : next + 1;
    chunks.push({ member, lines: source.slice(start, end), before: source.slice(at, start) });
    at = end;
  }
  const sorted = chunks.toSorted((a, b) => rankOf(a.member) - rankOf(b.member));
  const lineEnd = source.includes("\r\n") ? "\r\n" : "\n";
  const pieces = sorted.map((chunk, place) => {
    const above = sorted[place - 1];
    if (above === undefined)
      return chunk.before.trimStart() === "" ? chunk.lines : chunk.before.replace(/^\s*\n/, "") + chunk.lines;
    const isNeighbour = chunks[chunks.indexOf(chunk) - 1] === above;
    if (isNeighbour || chunk.before.trim() !== "") return chunk.before + chunk.lines;
    if (groupOf(above.member) !== groupOf(chunk.member)) return lineEnd + chunk.lines;
    // Blank lines between rules say which belong together; between what was scattered they say nothing.
    return (rankOf(chunk.member) === ranks.rule ? chunk.before : "") + chunk.lines;
  });
  return text.slice(0, first) + pieces.join("") + text.slice(at);
}

/** Settings, numbers and rules are kept apart by blank lines. */
function groupOf(member: Member): number {
  const rank = rankOf(member);
  return rank <= 4 ? 0 : rank;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}
