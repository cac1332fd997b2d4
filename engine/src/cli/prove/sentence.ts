/** Reads "heal never runs with cpu.usage > 95% for 10s" as the assertion that it is. */

import { analyze, type Diagnostic, nearest, type Program, type ProgramAssertion, type Source } from "@macro-engine/dsl";

export type ReadSentence =
  | { readonly kind: "assertion"; readonly program: Program; readonly assertion: ProgramAssertion }
  /** Diagnostics are of the sentence as it was given. */
  | { readonly kind: "wrong"; readonly diagnostics: readonly Diagnostic[] }
  /** It is not of a form that can be asked. */
  | { readonly kind: "no-sentence"; readonly message: string };

/** Where diagnostics of it stand. */
export const sentenceFile = "the sentence";

const verbs = { cancels: "cancels", pauses: "pauses", throttles: "throttles", warns: "warns" } as const;
const form =
  /^\s*([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s+(never\s+runs\s+with|cancels\s+when|pauses\s+when|throttles\s+when|warns\s+when)\b/;

export const sentenceForms = [
  "PROFILE never runs with CONDITION [for DURATION]",
  "PROFILE cancels|pauses|throttles|warns when CONDITION [for DURATION]",
] as const;

/** Whether words begin as a sentence that can be asked. */
export function beginsAsSentence(text: string): boolean {
  return form.test(text);
}

/** `sources`: the policy set that it is about, without errors. */
export function readSentence(sentence: string, sources: readonly Source[], program: Program): ReadSentence {
  const [head, names = "", verb = ""] = form.exec(sentence) ?? [];
  if (head === undefined) {
    return {
      kind: "no-sentence",
      message: `"${sentence}" is no claim that can be checked; write ${sentenceForms.join(", or ")}`,
    };
  }
  const unknown = names.split(/\s*,\s*/).find((name) => !program.profiles.some((profile) => profile.name === name));
  if (unknown !== undefined) return { kind: "no-sentence", message: noProfile(unknown, program) };
  const claim = verb.startsWith("never") ? verbs.cancels : verbs[verb.split(/\s/)[0] as keyof typeof verbs];
  const opening = `assert ${freeName(program)} { profile ${names} ${claim} when`;
  const text = `${opening}${sentence.slice(head.length)}\n}`;
  const analysis = analyze({ files: [...sources, { path: sentenceFile, text }] });
  const assertion = analysis.program?.assertions.find(({ place }) => place.file === sentenceFile);
  const declared = analysis.files.find(({ file }) => file.source.path === sentenceFile)?.file.declarations ?? [];
  if (analysis.diagnostics.length === 0 && (declared.length !== 1 || assertion?.claims.length !== 1)) {
    return { kind: "no-sentence", message: `"${sentence}" is more than one claim: ask one at a time` };
  }
  if (analysis.program !== null && assertion !== undefined) {
    return { kind: "assertion", program: analysis.program, assertion };
  }
  const moved = head.length - opening.length;
  const within = (offset: number) => Math.min(sentence.length, Math.max(0, offset + moved));
  const diagnostics = analysis.diagnostics
    .filter(({ file }) => file === sentenceFile)
    .map((diagnostic) => ({
      ...diagnostic,
      message: withoutOurBrace(diagnostic.message, sentence),
      span: { start: within(diagnostic.span.start), end: within(diagnostic.span.end) },
      fixes: [],
    }));
  return { kind: "wrong", diagnostics };
}

/** What ends a sentence is a brace only in the assertion that it is made into. */
function withoutOurBrace(message: string, sentence: string): string {
  return sentence.includes("}") ? message : message.replace(/ before `}`$/, " before its end");
}

function noProfile(name: string, { profiles }: Program): string {
  const known = profiles.map((profile) => profile.name);
  const near = nearest(name, known);
  const hint = near === null ? `there are ${known.join(", ")}` : `did you mean \`${near}\`?`;
  return `there is no profile \`${name}\`; ${hint}`;
}

function freeName({ assertions }: Program): string {
  const taken = new Set(assertions.map(({ name }) => name));
  let name = "sentence";
  while (taken.has(name)) name += "_";
  return name;
}
