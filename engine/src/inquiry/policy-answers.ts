/** Policies on disk for pages: what there is, its source, what is wrong with a text. */

import { type Diagnostic, positionAt, renderDiagnostic, type Source } from "@macro-engine/dsl";
import type { PolicyDiagnostic, PolicySource, PolicyText, PolicyVerdict } from "../api/contract.ts";
import type { Policies, ReadPolicies } from "./policies.ts";
import { InquiryError, type PoliciesOnDisk } from "./questions.ts";

/** Told of one text; more help nobody. */
const mostDiagnostics = 200;
/** A text that stands beside the set. */
const besides = "unsaved.macropolicy";

export function policiesOnDisk({ set, unreadable, diagnostics, program, sourceOf }: ReadPolicies): PoliciesOnDisk {
  const profiles = program?.profiles ?? [];
  const files = (set?.files ?? []).map(({ path }) => ({
    path,
    profiles: profiles.filter(({ place }) => place.file === path).map(({ name }) => name),
  }));
  const shown = diagnostics.slice(0, mostDiagnostics);
  const frames = shown.map((diagnostic) => renderDiagnostic(diagnostic, sourceOf, { color: false }).trimEnd());
  return { files, problems: [...(unreadable === null ? [] : [unreadable]), ...frames].join("\n\n") };
}

/** Only files of the set: a path that is none of theirs leads nowhere. */
export function policySource({ set }: ReadPolicies, path: string): PolicySource {
  const source = [...(set?.files ?? []), ...(set?.overrides ?? [])].find((one) => one.path === path);
  if (source === undefined) throw new InquiryError(404, `the policy set has no file ${path}`);
  return { path: source.path, text: source.text };
}

export function checkedText(read: ReadPolicies, policies: Policies, { path, text }: PolicyText): PolicyVerdict {
  const { set } = read;
  if (set === null) throw new InquiryError(409, read.unreadable ?? "the policy set cannot be read");
  const file: Source = { path: path ?? besides, text };
  const sourceOf = (name: string) => (name === file.path ? file : read.sourceOf(name));
  const diagnostics = policies.diagnosticsWith(set, file);
  return {
    ok: !diagnostics.some(({ severity }) => severity === "error"),
    diagnostics: diagnostics.slice(0, mostDiagnostics).map((diagnostic) => placed(diagnostic, sourceOf)),
  };
}

function placed(
  { severity, code, message, file, span }: Diagnostic,
  sourceOf: (file: string) => Source | undefined,
): PolicyDiagnostic {
  const source = sourceOf(file) ?? { path: file, text: "" };
  const start = positionAt(source, span.start);
  const end = positionAt(source, span.end);
  return {
    ...{ severity, code, message, path: file },
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}
