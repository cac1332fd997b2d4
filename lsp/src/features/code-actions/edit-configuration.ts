/** Changes to `macro-engine.yaml` that keep its comments, and its lines where nothing changes. */

import type { BodySymbol } from "@macro-engine/dsl";
import { type Document, isMap, parseDocument } from "yaml";
import type { PolicyView } from "../../workspace/policy-view.ts";
import type { ActionResult } from "./action.ts";
import { lineEdits } from "./line-edits.ts";

const name = "macro-engine.yaml";

/** A set without a configuration gets one, unless that would make the channels unknown that its policies name. */
export function editConfiguration(view: PolicyView, change: (document: Document) => void): ActionResult {
  const path = [...view.sources.keys()].find((key) => view.kindOf(key) === "configuration") ?? name;
  if (!view.sources.has(path) && view.analysis.names.allBodies.some(notifies)) {
    return {
      reason: `there is no ${name}; \`macro-engine init\` writes one, in which to declare the channels of your policies`,
    };
  }
  const text = view.sources.get(path)?.text ?? "";
  const document = parseDocument(text);
  const isReadable = document.errors.length === 0 && (document.contents === null || isMap(document.contents));
  if (!isReadable) return { reason: `${path} cannot be read as YAML; mend it first` };
  try {
    change(document);
  } catch {
    return { reason: `${path} has something else where \`lint\` should be a map; mend it first` };
  }
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const after = document.toString({ lineWidth: 0 }).replaceAll("\n", lineEnd);
  return lineEdits({ path, text }, after);
}

function notifies({ declaration }: BodySymbol): boolean {
  return declaration.members.some((member) => member.kind === "notify");
}
