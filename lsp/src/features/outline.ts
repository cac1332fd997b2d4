/** What a policy file declares, as a tree: for outlines, and as the points that hierarchies and searches go between. */

import {
  type BodyDeclaration,
  type Declaration,
  type Expression,
  type File,
  type Member,
  type ParsedFile,
  type RuleMember,
  remembered,
  type Span,
} from "@macro-engine/dsl";

export type EntryKind =
  | "schedule"
  | "metric"
  | "let"
  | "template"
  | "profile"
  | "test"
  | "assert"
  | "param"
  | "set"
  | "rule"
  | "removal";

export interface OutlineEntry {
  readonly kind: EntryKind;
  /** Never empty: what has no name yet is called by its keyword. */
  readonly name: string;
  /** What it says, on one line. */
  readonly detail: string;
  readonly whole: Span;
  /** Its name, or where one should stand; within `whole`. */
  readonly nameSpan: Span;
  /** The body that it is a member of. */
  readonly container: string | null;
  readonly children: readonly OutlineEntry[];
}

/** In the order of the text. */
export const outline = remembered(({ file }: ParsedFile): readonly OutlineEntry[] =>
  file.declarations.map((declaration) => entryOf(file, declaration)),
);

/** Members beside the declarations that hold them. */
export const flatOutline = remembered((parsed: ParsedFile): readonly OutlineEntry[] =>
  outline(parsed).flatMap((entry) => [entry, ...entry.children]),
);

/** The innermost entry around an offset. */
export function entryAt(parsed: ParsedFile, offset: number): OutlineEntry | null {
  return flatOutline(parsed).findLast(({ whole }) => whole.start <= offset && offset <= whole.end) ?? null;
}

function entryOf(file: File, declaration: Declaration): OutlineEntry {
  const { kind, span: whole } = declaration;
  const written = declaration.kind === "test" ? declaration.title : declaration.name;
  const name = "value" in written ? written.value : written.text;
  return {
    kind,
    name: name.trim() === "" ? kind : name,
    detail: detailOf(file, declaration),
    whole,
    nameSpan: within(written.span, whole),
    container: null,
    children: "members" in declaration ? membersOf(file, declaration) : [],
  };
}

function detailOf(file: File, declaration: Declaration): string {
  switch (declaration.kind) {
    case "schedule":
      return shortened(file, { start: declaration.name.span.end, end: declaration.span.end }).replace(/^= ?/, "");
    case "metric":
      return declaration.dimension?.text ?? "";
    case "let":
      return textOf(file, declaration.value);
    case "template":
    case "profile": {
      const bases = declaration.bases.flatMap(({ text }) => (text === "" ? [] : [text]));
      return bases.length === 0 ? declaration.kind : `${declaration.kind} extends ${bases.join(", ")}`;
    }
    case "test":
      return declaration.steps.find((step) => step.kind === "profile-step")?.name.text ?? "";
    case "assert": {
      const profiles = declaration.steps.flatMap((step) => (step.kind === "profiles-step" ? step.profiles : []));
      return profiles.map(({ text }) => text).join(", ");
    }
  }
}

function membersOf(file: File, { members, name: { text: container } }: BodyDeclaration): OutlineEntry[] {
  return members.flatMap((member) => {
    const entry = memberEntry(file, member);
    return entry === null ? [] : [{ ...entry, container, children: [] }];
  });
}

function memberEntry(file: File, member: Member): Omit<OutlineEntry, "container" | "children"> | null {
  if (member.kind !== "param" && member.kind !== "set" && member.kind !== "rule" && member.kind !== "remove")
    return null;
  const kind = member.kind === "remove" ? "removal" : member.kind;
  const name = member.name.text === "" ? member.kind : member.name.text;
  const place = { whole: member.span, nameSpan: within(member.name.span, member.span) };
  if (member.kind === "rule") return { kind, name, detail: ruleDetail(file, member), ...place };
  return { kind, name, detail: member.kind === "remove" ? "removed" : textOf(file, member.value), ...place };
}

function ruleDetail(file: File, { override, action, condition, hold }: RuleMember): string {
  const acts = action === null ? "" : `${action.name}${action.all ? " all" : ""} when `;
  const said = shortened(file, { start: condition.span.start, end: (hold ?? condition).span.end });
  return `${override ? "override: " : ""}${acts}${condition.kind === "error" ? "…" : said}`;
}

function textOf(file: File, { span, kind }: Expression): string {
  return kind === "error" ? "" : shortened(file, span);
}

const mostCharacters = 80;

/** On one line, without comments, cut where it is too long. */
function shortened({ source }: File, { start, end }: Span): string {
  const text = source.text
    .slice(start, Math.min(end, start + 4 * mostCharacters))
    .replaceAll(/#.*/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  const characters = [...text];
  return characters.length <= mostCharacters ? text : `${characters.slice(0, mostCharacters).join("")}…`;
}

/** Recovery may leave a missing name beside what it belongs to. */
function within({ start, end }: Span, whole: Span): Span {
  const from = Math.max(whole.start, Math.min(start, whole.end));
  return { start: from, end: Math.max(from, Math.min(end, whole.end)) };
}
