/** Why something cannot be renamed, or not so: each reason says what stands in the way, where, and what would help. */

import { type FlatBody, keywords, positionAt } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import type { Place } from "./place.ts";
import type { Subject } from "./subject.ts";
import { flatBodies, profileNamed } from "./subjects.ts";
import { standsAt, type Use } from "./uses.ts";
import { yamlFile } from "./yaml-names.ts";

const word = /^[A-Za-z_][A-Za-z0-9_]*$/;
const dotted = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** What keeps a subject from being renamed to anything; null if nothing does. */
export function whyNotRenamed(view: PolicyView, subject: Subject, uses: readonly Use[]): string | null {
  const { kind, name } = subject;
  if (kind === "function") return `\`${name}\` is a function of the language`;
  if (kind === "metric" && subject.declarations.length === 0) {
    return `\`${name}\` is built in; only metrics that a policy declares can be renamed`;
  }
  if (kind === "channel" && !uses.some(({ access }) => access === "declares")) {
    return `no configuration of this set declares the channel \`${name}\``;
  }
  if (subject.clashes) {
    const places = subject.declarations.map((place) => textOf(view, place)).join(", ");
    return `\`${name}\` is declared more than once (${places}): rename one of the declarations by hand first`;
  }
  if (kind === "profile" && name === "default") {
    return "the profile `default` governs what no other does, by its name: called otherwise it would protect nothing";
  }
  return whyFixed(view, subject, name) ?? whyHidden(view, name);
}

/** What keeps a subject from having one name; null if nothing does. */
export function whyNotCalled(view: PolicyView, subject: Subject, uses: readonly Use[], newName: string): string | null {
  const mayBeDotted = subject.kind === "metric";
  if (!(mayBeDotted ? dotted : word).test(newName)) {
    const also = mayBeDotted ? ", in parts with dots between them" : "";
    return `\`${newName}\` is no name; write letters, digits and \`_\`, and no digit first${also}`;
  }
  if (keywords.includes(newName)) return `\`${newName}\` is a word of the language`;
  if (subject.kind === "profile" && newName === "default") {
    return "a profile called `default` would govern what no other does";
  }
  return whyTaken(view, subject, uses, newName) ?? whyFixed(view, subject, newName) ?? whyHidden(view, newName);
}

/** Files of the original system have names of their own, which cannot be changed there. */
function whyFixed(view: PolicyView, { kind }: Subject, name: string): string | null {
  const remedy = "make it a policy first (`macro-engine import`)";
  for (const { path, written } of standsAt(view, name)) {
    const at = textOf(view, { file: path, span: written.span });
    if ((kind === "param" || kind === "rule") && written.place === "original-limit") {
      return `\`${name}\` is what files of the original system call a limit, as at ${at}: ${remedy}`;
    }
    // An id that is no profile's makes one.
    const makes = written.place === "original-macro" && profileNamed(view.analysis, name) === null;
    if ((kind === "profile" || kind === "template") && makes) {
      return `${at} makes a profile \`${name}\`: ${remedy}`;
    }
  }
  if (kind !== "channel" || name !== "discord") return null;
  const telling = [...view.sources.values()].find(
    (source) => view.kindOf(source.path) === "overrides" && yamlFile(source, "overrides").tellsDiscord,
  );
  return telling === undefined
    ? null
    : `\`discord_notify\` in ${telling.path} is about the channel \`discord\`: ${remedy}`;
}

/** Uses may stand in what could not be read. */
function whyHidden(view: PolicyView, name: string): string | null {
  if (!view.isWhole) return `a file of this set cannot be read, and \`${name}\` may stand in it`;
  const unread = standsAt(view, name).find(({ written }) => written.place === "unread");
  if (unread !== undefined) {
    const at = textOf(view, { file: unread.path, span: unread.written.span });
    return `\`${name}\` stands in text that could not be read (${at}): mend that first`;
  }
  const mentions = new RegExp(`(?<![\\w.])${name.replaceAll(".", "\\.")}(?![\\w.])`);
  for (const source of view.sources.values()) {
    const kind = view.kindOf(source.path);
    if (kind === null || kind === "policy" || !mentions.test(source.text)) continue;
    if (yamlFile(source, kind).isBroken) {
      return `${source.path} cannot be read, and \`${name}\` stands in it: mend it first`;
    }
  }
  return null;
}

function whyTaken(view: PolicyView, subject: Subject, uses: readonly Use[], newName: string): string | null {
  const { names } = view.analysis;
  switch (subject.kind) {
    case "template":
    case "profile": {
      const symbol = names.bodies.get(newName);
      if (symbol === undefined) return null;
      return `${symbol.declaration.kind} \`${newName}\` exists, at ${placeOf(view, symbol)}`;
    }
    case "let":
    case "schedule":
    case "metric":
      return takenValue(view, newName) ?? takenParam(view, newName);
    case "param":
      return takenValue(view, newName) ?? takenMember(view, subject, uses, newName, (body) => body.params);
    case "rule":
      return takenMember(view, subject, uses, newName, (body) => body.rules);
    case "assert": {
      const other = names.assertions.find(({ declaration }) => declaration.name.text === newName);
      return other === undefined ? null : `assertion \`${newName}\` exists, at ${placeOf(view, other)}`;
    }
    case "channel":
      return view.channels?.includes(newName) ? `channel \`${newName}\` exists` : null;
    case "function":
      return null;
  }
}

function takenValue(view: PolicyView, name: string): string | null {
  const { lets, schedules, metrics } = view.analysis.names;
  const symbol = lets.get(name) ?? schedules.get(name) ?? metrics.get(name);
  if (symbol === undefined) return null;
  if (symbol.file === null || symbol.declaration === null) return `\`${name}\` is a built-in metric`;
  return `${symbol.kind} \`${name}\` exists, at ${placeOf(view, symbol as Declared)}`;
}

function takenParam(view: PolicyView, name: string): string | null {
  const param = view.analysis.names.params.get(name)?.[0];
  if (param === undefined) return null;
  return `\`${param.body.name}\` has a param \`${name}\`, at ${placeOf(view, param)}`;
}

interface Declared {
  readonly file: { readonly source: { readonly path: string } };
  readonly declaration: { readonly name: { readonly span: Place["span"] } };
}

/** A body that has the subject, or says something about it, must have nothing else of the new name. */
function takenMember(
  view: PolicyView,
  { kind, name, members }: Subject,
  uses: readonly Use[],
  newName: string,
  membersOf: (body: FlatBody) => ReadonlyMap<string, { readonly symbol: Declared }>,
): string | null {
  const speaking = new Set(uses.map(({ written }) => ("scope" in written ? written.scope : null)));
  for (const [declaration, body] of flatBodies(view.analysis)) {
    if (!hasSome(body, kind, name, members) && !speaking.has(declaration)) continue;
    const taken = membersOf(body).get(newName);
    if (taken === undefined) continue;
    const where = placeOf(view, taken.symbol);
    return `${declaration.kind} \`${body.symbol.name}\` has a ${kind} \`${newName}\`, at ${where}`;
  }
  return null;
}

function hasSome(body: FlatBody, kind: Subject["kind"], name: string, members: Subject["members"]): boolean {
  const roots =
    kind === "rule"
      ? [...(body.rules.get(name)?.roots ?? [])]
      : [...(body.params.get(name)?.roots ?? [])].map(({ declaration }) => declaration);
  return roots.some((root) => members.has(root));
}

function placeOf(view: PolicyView, { file, declaration }: Declared): string {
  return textOf(view, { file: file.source.path, span: declaration.name.span });
}

/** `a.macropolicy:3:5` */
function textOf(view: PolicyView, { file, span }: Place): string {
  const source = view.sources.get(file);
  if (source === undefined) return file;
  const { line, column } = positionAt(source, span.start);
  return `${file}:${line}:${column}`;
}
