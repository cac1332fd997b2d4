/** Settles what two places claim: which of two bases holds, which of two members stays. */

import {
  type BodyDeclaration,
  type File,
  type Member,
  nodesAt,
  type ParsedFile,
  type RuleMember,
  type Span,
  withoutStatement,
} from "@macro-engine/dsl";
import type { PolicyView, Remark } from "../../workspace/policy-view.ts";
import type { Action, ActionEdit, ActionMaker, ActionPlace } from "./action.ts";
import { endInsertion, paramInsertion } from "./insert.ts";
import { remarksAt } from "./remarks.ts";

export const settleClash: ActionMaker = { kinds: ["quickfix"], make: settling };

function* settling(place: ActionPlace): Iterable<Action> {
  const { view, parsed } = place;
  if (parsed === null) return;
  for (const remark of remarksAt(place)) {
    if (remark.code === "conflicting-bases") yield* choices(view, parsed, remark);
    else if (remark.code === "duplicate-setting") yield* keeping(view, parsed, remark);
  }
}

/** What either base says, said by the body itself; a rule may also go. */
function* choices(view: PolicyView, parsed: ParsedFile, remark: Remark): Iterable<Action> {
  const body = parsed.file.declarations.find(
    (each): each is BodyDeclaration => "members" in each && each.header.start === remark.span.start,
  );
  if (body === undefined || parsed.file.source.text[body.span.end - 1] !== "}") return;
  const atEnd = (text: string): readonly ActionEdit[] => [endInsertion(parsed.file, body, text) ?? []].flat();
  let rule: string | null = null;
  for (const related of remark.related) {
    const found = memberAt(view, related.file, related.span);
    if (found === null || !("name" in found.member) || found.member.kind === "remove") continue;
    const { member, file, owner } = found;
    const name = member.name.text;
    const title = `Take \`${name}\` as \`${owner.name.text}\` has it`;
    if (member.kind === "rule") {
      rule = name;
      yield action(remark, title, atEnd(overriding(file, member)));
    } else {
      const value = file.source.text.slice(member.value.span.start, member.value.span.end);
      const { textStart: _, ...edit } = paramInsertion(parsed.file, body, `set ${name} = ${value}`);
      if (!value.includes("\n")) yield action(remark, title, [edit]);
    }
  }
  if (rule !== null) yield action(remark, `Remove rule \`${rule}\``, atEnd(`remove rule ${rule}`));
}

function overriding({ source }: File, { span, override }: RuleMember): string {
  return (override ? "" : "override ") + source.text.slice(span.start, span.end);
}

/** One of two members of a body, which are pointed at by their names or as wholes. */
function* keeping(view: PolicyView, parsed: ParsedFile, remark: Remark): Iterable<Action> {
  const path = parsed.file.source.path;
  const later = memberAt(view, path, remark.span);
  const [place] = remark.related;
  const earlier = place === undefined ? null : memberAt(view, place.file, place.span);
  if (later === null || earlier === null || earlier.owner !== later.owner) return;
  yield action(remark, "Keep the earlier one", [withoutStatement(later.file, later.member.span)]);
  yield action(remark, "Keep the later one", [withoutStatement(earlier.file, earlier.member.span)]);
}

function action(remark: Remark, title: string, edits: readonly ActionEdit[]): Action {
  return { title, kind: "quickfix", mends: [remark], edits: () => edits };
}

function memberAt(
  view: PolicyView,
  path: string,
  { start }: Span,
): {
  readonly member: Exclude<Member, { kind: "broken" }>;
  readonly file: File;
  readonly owner: BodyDeclaration;
} | null {
  const file = view.file(path)?.file;
  const owner = file === undefined ? undefined : nodesAt(file, start)[1];
  if (file === undefined || owner === undefined || !("members" in owner)) return null;
  const member = owner.members.find(({ span }) => span.start <= start && start < span.end);
  return member === undefined || member.kind === "broken" ? null : { member, file, owner };
}
