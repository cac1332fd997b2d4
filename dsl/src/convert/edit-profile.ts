/** Edits the declaration of a profile in place, so that its comments and all that stays the same stay as they are. */

import type { CheckedSet } from "../check/checked-set.ts";
import type { FlatBody } from "../check/inheritance.ts";
import type { ProfileChange } from "../overrides/change.ts";
import type { BodyDeclaration, File, Member, RuleMember } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import { documentationLines } from "./member-text.ts";
import { memberLines, tellsDiscordOfCancels } from "./notify-text.ts";
import { changedRules, hearsOfCancels, paramText } from "./profile-text.ts";

export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** The edits of the file that make the profile what the change says; null where only a profile written out can. */
export function editsOf(set: CheckedSet, change: ProfileChange, body: FlatBody): readonly Edit[] | null {
  const { file, declaration } = body.symbol;
  const own = new Set<Member>(declaration.members);
  const edits: Edit[] = [];
  const settings: Setting[] = [];
  const tail: string[] = [];
  const level = declaration.members.find((member) => member.kind === "level");
  if (change.level !== null) {
    if (level === undefined) settings.push({ kind: "level", text: `level ${change.level}` });
    else edits.push({ span: level.level.span, text: change.level });
  }
  for (const [name, { value }] of change.sets) {
    const { member } = body.params.get(name)!;
    const text = paramText(set, body, name, value);
    if (own.has(member)) edits.push({ span: member.value.span, text });
    else settings.push({ kind: "set", text: `set ${name} = ${text}` });
  }
  const notify = notifyEdits(change, body, own);
  if (notify === null) return null;
  edits.push(...notify.edits);
  settings.push(...notify.lines.map((text) => ({ kind: "notify" as const, text })));
  for (const { name, text } of changedRules(change, body)) {
    const present = body.rules.get(name)?.symbol;
    // One that is taken out and put in again would have another place than an added one.
    if (present === undefined && body.removed.has(name)) return null;
    if (present === undefined || !own.has(present.declaration)) tail.push(text);
    else edits.push(ownRuleEdit(change, present.declaration, text));
  }
  if (change.description !== null) edits.push(documentationEdit(file, declaration, change.description));
  return [...edits, ...insertions(file, declaration, settings, tail)];
}

/** A member that the profile does not have yet. */
interface Setting {
  readonly kind: "level" | "notify" | "set";
  readonly text: string;
}

function ownRuleEdit(change: ProfileChange, rule: RuleMember, text: string): Edit {
  if (!change.rules.has(rule.name.text)) return { span: rule.action!.span, text: "warn" };
  const { start } = rule.header;
  const made = text.replace(/^override /, "");
  return { span: { start, end: rule.span.end }, text: rule.override ? `override ${made}` : made };
}

/** Clauses add up, so what a base says can only be taken back by a profile without bases. */
function notifyEdits(
  { notifyDiscord }: ProfileChange,
  body: FlatBody,
  own: ReadonlySet<Member>,
): { readonly edits: readonly Edit[]; readonly lines: readonly string[] } | null {
  if (notifyDiscord === null) return { edits: [], lines: [] };
  if (notifyDiscord) return { edits: [], lines: hearsOfCancels(body) ? [] : ["notify discord on cancel"] };
  const told = [...body.notify.keys()].filter(tellsDiscordOfCancels);
  if (told.some((member) => !own.has(member))) return null;
  return {
    edits: told.map((member) => ({ span: member.span, text: memberLines(member, false).join("\n  ") })),
    lines: [],
  };
}

function documentationEdit(file: File, declaration: BodyDeclaration, description: string): Edit {
  const lines = documentationLines(description).map((line) => `${line}\n`);
  const { start } = documentedSpan(file, declaration);
  return { span: { start, end: declaration.span.start }, text: lines.join("") };
}

/** A declaration with the block of `##` lines directly above it. */
export function documentedSpan({ source, comments }: File, { span, documentation }: BodyDeclaration): Span {
  let { start } = span;
  const above = documentation === "" ? [] : comments.filter((comment) => comment.span.end <= span.start).reverse();
  for (const comment of above) {
    const between = source.text.slice(comment.span.end, start);
    if (!comment.documentation || !/^\r?\n[ \t]*$/.test(between)) break;
    start = comment.span.start;
  }
  return { start, end: span.end };
}

function insertions(
  file: File,
  declaration: BodyDeclaration,
  settings: readonly Setting[],
  rules: readonly string[],
): Edit[] {
  const closing = declaration.span.end - 1;
  const line = (text: string) => `\n${text.replace(/^/gm, "  ")}`;
  return [
    ...settings.map(({ kind, text }) => {
      const at = placeFor(kind, file, declaration);
      return { span: { start: at, end: at }, text: line(text) };
    }),
    ...(rules.length === 0 ? [] : [{ span: { start: closing, end: closing }, text: `${rules.map(line).join("")}\n` }]),
  ];
}

/** The order in which settings mostly stand. */
const usualOrder: readonly Member["kind"][] = ["level", "match", "grace", "cooldown", "notify", "param", "set"];

/** Behind the last member of its kind, or of one that mostly stands before it; else first of all. */
function placeFor(kind: Setting["kind"], file: File, { members, header }: BodyDeclaration): number {
  const rank = usualOrder.indexOf(kind);
  const ranked = members.map((member) => ({ member, rank: usualOrder.indexOf(member.kind) }));
  const same = ranked.filter((other) => other.rank === rank);
  const before = ranked.filter((other) => other.rank >= 0 && other.rank < rank);
  const last = (same.length > 0 ? same : before).at(-1)?.member;
  return last === undefined ? offsetAfterBrace(file, header.end) : endOfStatement(file, last);
}

/** With the comment behind it. */
function endOfStatement({ source }: File, { span }: Member): number {
  const [rest = ""] = /^[ \t]*(#[^\r\n]*)?(?=\r?\n)/.exec(source.text.slice(span.end)) ?? [];
  return span.end + rest.length;
}

/** After the `{` that ends a header; comments may stand before it. */
function offsetAfterBrace({ source, comments }: File, from: number): number {
  let at = source.text.indexOf("{", from);
  const comment = () => comments.find(({ span }) => span.start <= at && at < span.end);
  for (let inside = comment(); inside !== undefined; inside = comment()) at = source.text.indexOf("{", inside.span.end);
  return at + 1;
}

/** A text with its edits, which do not overlap. Those at one place come in their order. */
export function edited(text: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    result += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return result + text.slice(at);
}
