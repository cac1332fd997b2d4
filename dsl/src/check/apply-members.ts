/** Applies a body's own members to what its bases bring, and reports what cannot be applied. */

import type { Fix, RelatedPlace } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { meaning, replaceWith } from "../diagnostics/report.ts";
import { withoutStatement } from "../lint/removals.ts";
import type { File, Member, Name, ParamMember, RemoveMember, RuleMember, SetMember } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import type { FlatBody, FlatParam } from "./inheritance.ts";
import { isReserved } from "./lost-words.ts";
import type { Conflict } from "./merge-bases.ts";
import type { Names } from "./names.ts";
import type { Reporter } from "./reporter.ts";

/** `body` holds what its bases bring, and is changed in place. */
export function applyMembers(body: FlatBody, conflicts: readonly Conflict[], names: Names, reporter: Reporter): void {
  const settled = new Set<string>();
  const { declaration } = body.symbol;
  // Order inside a body has no meaning, so a `set` may stand before the params it is about.
  const ownParams = applyParams(body, names, reporter, settled);
  const inConflict = new Set(conflicts.flatMap(({ kind, name }) => (kind === "param" ? [name] : [])));
  applySets(body, reporter, ownParams, inConflict, settled);
  applyRules(body, reporter, settled);
  applySettings(body, reporter);
  for (const conflict of conflicts) {
    if (settled.has(`${conflict.kind} ${conflict.name}`)) continue;
    const { kind, name, bases } = conflict;
    const [left, right] = [bases[0].symbol.name, bases[1].symbol.name];
    const related = bases.flatMap((base) => placeOf(base, conflict));
    const parameters = { kind, name, left, right };
    reporter.error(body.symbol.file, declaration.header, "conflicting-bases", "different", parameters, { related });
  }
}

function placeOf(base: FlatBody, { kind, name }: Conflict): RelatedPlace[] {
  const found = kind === "rule" ? base.rules.get(name)?.symbol : base.params.get(name);
  const message = `\`${name}\` as \`${base.symbol.name}\` has it`;
  if (found === undefined) {
    const at = { file: base.symbol.file.source.path, span: base.symbol.declaration.header };
    return [{ message: `\`${base.symbol.name}\` removes \`${name}\``, ...at }];
  }
  const span = "member" in found ? found.member.name.span : found.declaration.name.span;
  return [{ message, file: found.file.source.path, span }];
}

/** The first member of each name, the others reported. */
function firstOfName<M extends Member & { readonly name: Name }>(
  body: FlatBody,
  reporter: Reporter,
  members: readonly M[],
  what: string,
): { first: Map<string, M>; repeated: ReadonlySet<string> } {
  const first = new Map<string, M>();
  const repeated = new Set<string>();
  for (const member of members) {
    const { text, span } = member.name;
    if (text === "") continue;
    const earlier = first.get(text);
    if (earlier === undefined) {
      first.set(text, member);
      continue;
    }
    repeated.add(text);
    const related = [hereBefore(body.symbol.file, earlier.name.span, text)];
    reporter.error(body.symbol.file, span, "duplicate-setting", "named", { what, name: text }, { related });
  }
  return { first, repeated };
}

function hereBefore(file: File, span: Span, text: string): RelatedPlace {
  return { message: `\`${text}\` stands here already`, file: file.source.path, span };
}

function membersOfKind<Kind extends Member["kind"]>(body: FlatBody, ...kinds: Kind[]) {
  const wanted: readonly string[] = kinds;
  return body.symbol.declaration.members.filter((member): member is Extract<Member, { kind: Kind }> =>
    wanted.includes(member.kind),
  );
}

function applyParams(
  body: FlatBody,
  names: Names,
  reporter: Reporter,
  settled: Set<string>,
): ReadonlyMap<string, ParamMember> {
  const { symbol } = body;
  const { first, repeated } = firstOfName(body, reporter, membersOfKind(body, "param"), "param");
  for (const [name, member] of first) {
    const inherited = body.params.get(name);
    const own = names.params.get(name)!.find((param) => param.declaration === member)!;
    const certain = !repeated.has(name) && inherited === undefined;
    const value: FlatParam = {
      symbol: own,
      roots: new Set([own]),
      member,
      value: member.value,
      file: symbol.file,
      certain,
    };
    if (inherited !== undefined) {
      const related = [hereBefore(inherited.symbol.file, inherited.symbol.declaration.name.span, name)];
      const owner = inherited.symbol.body.name;
      const fixes = [writeKeyword(symbol.file, member, "param", "set")];
      reporter.error(
        symbol.file,
        member.name.span,
        "duplicate-setting",
        "inherited-param",
        { name, owner },
        { related, fixes },
      );
      settled.add(`param ${name}`);
    }
    body.params.set(name, value);
  }
  return first;
}

/** A repair of a member by its first word. */
function writeKeyword(file: File, { span: { start } }: Member, written: string, meant: string): Fix {
  return replaceWith(file.source.path, { start, end: start + written.length }, meant);
}

function applySets(
  body: FlatBody,
  reporter: Reporter,
  ownParams: ReadonlyMap<string, ParamMember>,
  inConflict: ReadonlySet<string>,
  settled: Set<string>,
): void {
  const { file } = body.symbol;
  const { first, repeated } = firstOfName(body, reporter, membersOfKind(body, "set"), "set");
  for (const [name, member] of first) {
    const param = body.params.get(name);
    if (param === undefined) reportUnknownParam(body, reporter, member);
    else if (ownParams.has(name)) {
      // Declaring an inherited param is reported already, and setting one is what was meant.
      if (param.certain) reporter.error(file, member.name.span, "unknown-param", "own", { name });
    } else {
      settled.add(`param ${name}`);
      const certain = !repeated.has(name) && (param.certain || inConflict.has(name));
      body.params.set(name, { ...param, member, value: member.value, file, certain });
    }
  }
}

function reportUnknownParam(body: FlatBody, reporter: Reporter, member: SetMember): void {
  const name = member.name.text;
  if (body.open || body.lost.has(name) || isReserved(name)) return;
  const inherited = [...body.params.values()].filter((param) => param.symbol.body !== body.symbol);
  const names = inherited.map((param) => param.symbol.name);
  const suggestion = nearest(name, names);
  if (suggestion === null && body.nameless.has("param")) return;
  const known = names.join(", ");
  const { file } = body.symbol;
  const extras =
    known === ""
      ? { fixes: [writeKeyword(file, member, "set", "param")] }
      : meaning(file, member.name.span, suggestion);
  reporter.error(file, member.name.span, "unknown-param", "unknown", { name, suggestion, known }, extras);
}

function applyRules(body: FlatBody, reporter: Reporter, settled: Set<string>): void {
  const inherited = new Set(body.rules.keys());
  const { first } = firstOfName(body, reporter, membersOfKind(body, "rule", "remove"), "rule");
  for (const [name, member] of first) {
    settled.add(`rule ${name}`);
    if (member.kind === "remove") applyRemove(body, reporter, member);
    else applyRule(body, reporter, member, inherited.has(name));
  }
}

function applyRemove(body: FlatBody, reporter: Reporter, member: RemoveMember): void {
  const name = member.name.text;
  const rule = body.rules.get(name);
  if (rule === undefined) {
    reportNothing(body, reporter, member, "remove");
    return;
  }
  body.rules.delete(name);
  body.removed.set(name, new Set([...(body.removed.get(name) ?? []), ...rule.roots]));
}

function applyRule(body: FlatBody, reporter: Reporter, member: RuleMember, isInherited: boolean): void {
  const { file } = body.symbol;
  const name = member.name.text;
  const inherited = body.rules.get(name);
  if (member.override && !isInherited) reportNothing(body, reporter, member, "override");
  if (!member.override && inherited !== undefined) {
    const { symbol } = inherited;
    const related = [{ message: "the inherited rule", file: symbol.file.source.path, span: symbol.declaration.header }];
    const edit = {
      file: file.source.path,
      span: { start: member.span.start, end: member.span.start },
      text: "override ",
    };
    const fixes = [{ title: "write `override rule`", edits: [edit] }];
    const parameters = { name, owner: symbol.body.name };
    reporter.error(file, member.header, "rule-exists", "inherited", parameters, { related, fixes });
  }
  body.rules.set(name, {
    symbol: { kind: "rule", name, file, declaration: member, body: body.symbol },
    roots: inherited?.roots ?? new Set([member]),
    certain: true,
  });
  body.removed.delete(name);
}

function reportNothing(body: FlatBody, reporter: Reporter, member: RuleMember | RemoveMember, verb: string): void {
  const name = member.name.text;
  if (body.open || body.lost.has(name) || isReserved(name)) return;
  const own = new Set(
    membersOfKind(body, "rule")
      .filter((rule) => !rule.override)
      .map((rule) => rule.name.text),
  );
  const suggestion = nearest(
    name,
    [...body.rules.keys()].filter((other) => !own.has(other) && other !== name),
  );
  if (suggestion === null && body.nameless.has("rule")) return;
  const parameters = { name, verb, suggestion, hasBases: body.bases.length > 0 };
  const { fixes = [] } = meaning(body.symbol.file, member.name.span, suggestion);
  const extras = { fixes: [...fixes, withoutChange(body.symbol.file, member)] };
  reporter.error(body.symbol.file, member.name.span, "nothing-to-override", "unknown", parameters, extras);
}

/** A rule of its own, or none that is removed. */
function withoutChange(file: File, member: RuleMember | RemoveMember): Fix {
  if (member.kind === "remove") return { title: "leave it out", edits: [withoutStatement(file, member.span)] };
  const { start } = member.span;
  const rest = /^override\s+/.exec(file.source.text.slice(start, member.name.span.start))?.[0] ?? "";
  return replaceWith(file.source.path, { start, end: start + rest.length }, "", "remove `override`");
}

function applySettings(body: FlatBody, reporter: Reporter): void {
  const { symbol, settings } = body;
  const seen = new Map<string, Span>();
  for (const member of symbol.declaration.members) {
    if (member.kind === "notify") body.notify.set(member, symbol);
    if (member.kind !== "level" && member.kind !== "grace" && member.kind !== "cooldown") continue;
    const earlier = seen.get(member.kind);
    if (earlier !== undefined) {
      const related = [hereBefore(symbol.file, earlier, member.kind)];
      reporter.error(symbol.file, member.span, "duplicate-setting", "setting", { name: member.kind }, { related });
      continue;
    }
    seen.set(member.kind, member.span);
    if (member.kind === "level") settings.level = { member, body: symbol };
    else settings[member.kind] = { member, body: symbol };
  }
}
