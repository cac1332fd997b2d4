/** Finds the profiles that tests and assertions name. */

import { nearest } from "../diagnostics/nearest.ts";
import { meaning } from "../diagnostics/report.ts";
import type { File, Name } from "../syntax/ast.ts";
import type { CheckContext } from "./context.ts";
import { kindOf } from "./names.ts";
import type { BodySymbol } from "./symbols.ts";

/** The profile of a name; null where it is none or not known, which is reported unless an earlier error explains it. */
export function resolveProfile(context: CheckContext, file: File, name: Name): BodySymbol | null {
  const { names, reporter, resolved } = context;
  const { text, span } = name;
  const symbol = names.bodies.get(text);
  if (symbol !== undefined && names.ambiguousBodies.has(text)) return null;
  if (symbol?.declaration.kind === "profile") {
    resolved.set(name, symbol);
    return symbol;
  }
  if (text === "" || names.lost.has(text)) return null;
  if (symbol !== undefined) {
    reporter.error(file, span, "unknown-profile", "template", { name: text, kind: kindOf(symbol) });
    return null;
  }
  const profiles = [...names.bodies.values()].filter((body) => body.declaration.kind === "profile");
  const suggestion = nearest(
    text,
    profiles.map((profile) => profile.name),
  );
  if (suggestion === null && names.nameless.has("profile")) return null;
  reporter.error(file, span, "unknown-profile", "unknown", { name: text, suggestion }, meaning(file, span, suggestion));
  return null;
}
