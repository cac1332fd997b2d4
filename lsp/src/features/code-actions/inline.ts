/** Puts a value in the place of its name, everywhere, and takes the declaration out. */

import { type Expression, type LetDeclaration, nodesAt, type ParamMember, withoutStatement } from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import type { Subject } from "../subject.ts";
import { type Use, useAt, usesOf } from "../uses.ts";
import type { Action, ActionEdit, ActionMaker, ActionPlace } from "./action.ts";

export const inline: ActionMaker = { kinds: ["refactor.inline"], make: inlining };

function* inlining({ view, path, span }: ActionPlace): Iterable<Action> {
  const use = useAt(view, path, span.start);
  const subject = use?.subject;
  if (subject === undefined || (subject.kind !== "param" && subject.kind !== "let")) return;
  const title = `Inline \`${subject.name}\``;
  const uses = usesOf(view, subject);
  const declaration = declarationOf(view, subject);
  const reason = declaration === null ? "it is declared more than once" : whyNot(view, uses, declaration);
  if (reason !== null) yield { title, kind: "refactor.inline", disabled: reason, edits: () => [] };
  else if (uses.some(({ access }) => access === "reads")) {
    yield { title, kind: "refactor.inline", edits: () => inlined(view, uses, declaration!) };
  }
}

interface Declared {
  readonly file: string;
  readonly node: ParamMember | LetDeclaration;
}

function declarationOf(view: PolicyView, subject: Subject): Declared | null {
  const [place, other] = subject.declarations;
  if (place === undefined || other !== undefined || subject.clashes) return null;
  const parsed = view.file(place.file);
  const node = parsed === null ? undefined : nodesAt(parsed.file, place.span.start).findLast(isDeclaration);
  return node === undefined ? null : { file: place.file, node };
}

function isDeclaration(node: { readonly kind: string }): node is ParamMember | LetDeclaration {
  return node.kind === "param" || node.kind === "let";
}

function whyNot(view: PolicyView, uses: readonly Use[], { file, node }: Declared): string | null {
  const set = uses.find(({ access }) => access === "sets");
  if (set !== undefined) return `\`${node.name.text}\` has another value in ${set.place.file}`;
  const text = valueText(view, file, node.value);
  if (node.value.kind === "error" || text.trim() === "") return "it has no value";
  if (text.includes("#") || text.includes("\n")) return "its value is written on several lines";
  const odd = uses.some(({ access, written }) => access === "reads" && written.place !== "value");
  return odd ? "it is read where only a name can stand" : null;
}

function valueText(view: PolicyView, file: string, { span }: Expression): string {
  return view.sources.get(file)!.text.slice(span.start, span.end);
}

function inlined(view: PolicyView, uses: readonly Use[], { file, node }: Declared): readonly ActionEdit[] {
  const text = valueText(view, file, node.value);
  const reads = uses.filter(({ access }) => access === "reads");
  const edits = reads.map(({ place }): ActionEdit => {
    const parent = nodesAt(view.file(place.file)!.file, place.span.start).at(-2);
    const isLoose = node.value.kind === "binary" || node.value.kind === "unary";
    const isTight = parent?.kind === "unary" || (parent?.kind === "binary" && /^[-+*/]$/.test(parent.operator));
    return { ...place, text: isLoose && isTight ? `(${text})` : text };
  });
  return [...edits, withoutStatement(view.file(file)!.file, node.span)];
}
