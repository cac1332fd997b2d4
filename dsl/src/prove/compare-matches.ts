/** Whom a profile governs after a change of patterns, be they its own or others'. */

import { governingProfile, type MatchSubject, matchPattern } from "../program/match.ts";
import type { Program, ProgramPattern, ProgramProfile } from "../program/program.ts";
import type { SettingChange } from "./compare-settings.ts";
import type { Governance, Moved } from "./governance.ts";
import type { Relation } from "./relation.ts";

interface Side {
  readonly program: Pick<Program, "profiles">;
  readonly profile: ProgramProfile;
}

/** `governance`: of the two programs. */
export function compareMatches(before: Side, after: Side, governance: Governance): readonly SettingChange[] {
  const had = new Set(before.profile.patterns.map(patternKey));
  const has = new Set(after.profile.patterns.map(patternKey));
  const gone = before.profile.patterns.filter((pattern) => !has.has(patternKey(pattern)));
  const come = after.profile.patterns.filter((pattern) => !had.has(patternKey(pattern)));
  const sides = { before, after, governance };
  return [
    ...gone.map((pattern) => patternChange(pattern, "gone", sides)),
    ...come.map((pattern) => patternChange(pattern, "come", sides)),
    ...otherwiseMoved(come, sides),
  ];
}

interface Sides {
  readonly before: Side;
  readonly after: Side;
  readonly governance: Governance;
}

/** What moves by a pattern that the profile has on one side alone. */
function patternChange(pattern: ProgramPattern, how: "gone" | "come", sides: Sides): SettingChange {
  const text = patternText(pattern);
  const [relation, note] = judgePattern(pattern, how, sides);
  return {
    setting: "match",
    relation,
    before: how === "gone" ? text : null,
    after: how === "gone" ? null : text,
    note,
  };
}

function judgePattern(pattern: ProgramPattern, how: "gone" | "come", sides: Sides): [Relation, string] {
  const { moved, isComplete } = sides.governance;
  const plain = movedFrom(exampleOf(pattern), sides);
  const found = [plain, ...moved].find(
    (one) => one !== null && isMoved(one, how, sides) && matchPattern(pattern, one.subject) !== null,
  );
  if (found != null) return movedText(found, how);
  if (!isComplete(pattern)) return ["not-analysed", "there is too much to look at to tell what it changes"];
  return ["equivalent", "it governs the same macros all the same"];
}

function movedFrom(subject: MatchSubject, { before, after }: Sides): Moved {
  const nameOf = ({ program }: Side) => governingProfile(program, subject)?.name ?? null;
  return { subject, before: nameOf(before), after: nameOf(after) };
}

/** Whether the profile, by whatever name, loses what it had, or has what it did not. */
function isMoved({ before: was, after: is }: Moved, how: "gone" | "come", { before, after }: Sides): boolean {
  const [had, has] = [was === before.profile.name, is === after.profile.name];
  return how === "gone" ? had && !has : has && !had;
}

function movedText({ subject, before, after }: Moved, how: "gone" | "come"): [Relation, string] {
  const { macro, executable, commandLine } = subject;
  const process = executable ?? commandLine;
  const running = macro !== "" && process !== undefined ? ` with a process \`${process}\`` : "";
  const like = macro === "" ? `a process such as \`${process}\`` : `a macro such as \`${macro}\`${running}`;
  const [other, verb, then] = how === "gone" ? [after, "is", "now"] : [before, "was", "before"];
  const alone = how === "gone" ? "laxer" : "stricter";
  if (other === null) return [alone, `${like} ${verb} governed by no profile ${then}`];
  return ["incomparable", `${like} ${verb} governed by \`${other}\` ${then}`];
}

/** What comes to a profile by none of its own patterns: where of equal patterns another is the first now. */
function otherwiseMoved(come: readonly ProgramPattern[], sides: Sides): SettingChange[] {
  const { before, after, governance } = sides;
  const patternsOf = ({ program }: Side, name: string | null) =>
    program.profiles.find((profile) => profile.name === name)?.patterns ?? [];
  const found = governance.moved.find((one) => {
    const had = patternsOf(before, one.before);
    const still = new Set(patternsOf(after, one.before).map(patternKey));
    const gone = had.filter((pattern) => !still.has(patternKey(pattern)));
    const isTold = [...gone, ...come].some((pattern) => matchPattern(pattern, one.subject) !== null);
    return !isTold && isMoved(one, "come", sides) && !isSomebodysName(one, sides);
  });
  if (found === undefined) return [];
  const [relation, note] = movedText(found, "come");
  return [{ setting: "match", relation, before: null, after: null, note }];
}

/** Profiles that come and go are compared as such with what governs their macros. */
function isSomebodysName({ subject }: Moved, { before, after }: Sides): boolean {
  const has = ({ program }: Side) =>
    program.profiles.some(({ name }) => name.toLowerCase() === subject.macro.toLowerCase());
  return has(before) !== has(after);
}

/** What a pattern matches, its wildcards filled in. */
function exampleOf({ target, glob }: ProgramPattern): MatchSubject {
  const choice = /\{([^{},]*)[^{}]*\}/;
  let text = glob;
  while (choice.test(text)) text = text.replace(choice, "$1");
  const example = text
    .replaceAll(/\[!([^\]]+)\]/g, (_, excluded: string) => [..."xyz0"].find((one) => !excluded.includes(one)) ?? "~")
    .replaceAll(/\[(.)[^\]]*\]/g, "$1")
    .replaceAll(/[*?]/g, "x");
  return target === "macro" ? { macro: example } : { macro: "", executable: example, commandLine: example };
}

/** Patterns match in any case. */
function patternKey({ target, glob }: ProgramPattern): string {
  return `${target} ${glob.toLowerCase()}`;
}

function patternText({ target, glob }: ProgramPattern): string {
  return `${target} ${JSON.stringify(glob)}`;
}
