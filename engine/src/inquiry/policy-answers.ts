/** Policies for pages: what there is, its source, what is wrong with a text, what a profile comes to. */

import {
  type Diagnostic,
  formatQuantity,
  type ProgramRule,
  positionAt,
  renderDiagnostic,
  type Source,
} from "@macro-engine/dsl";
import type { PolicyDiagnostic, PolicyList, PolicySource, PolicyText, PolicyVerdict } from "../api/contract.ts";
import type { Policies, ReadPolicies } from "./policies.ts";
import { InquiryError, type WrittenProfile } from "./questions.ts";

/** Told of one text; more help nobody. */
const mostDiagnostics = 200;
/** A text that stands beside the set. */
const besides = "unsaved.macropolicy";

export function policyList({ set, unreadable, diagnostics, program, sourceOf }: ReadPolicies): PolicyList {
  const profiles = (program?.profiles ?? []).map(({ name, level, place, rules }) => ({
    name,
    level,
    file: place.file,
    line: place.line,
    rules: rules.length,
  }));
  const files = (set?.files ?? []).map(({ path }) => ({
    path,
    profiles: profiles.filter(({ file }) => file === path).map(({ name }) => name),
  }));
  const shown = diagnostics.slice(0, mostDiagnostics);
  const frames = shown.map((diagnostic) => renderDiagnostic(diagnostic, sourceOf, { color: false }).trimEnd());
  return { files, profiles, problems: [...(unreadable === null ? [] : [unreadable]), ...frames].join("\n\n") };
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

export function writtenProfile({ program }: ReadPolicies, name: string): WrittenProfile {
  if (program === null)
    throw new InquiryError(409, "the policies on disk have errors; GET /api/v1/policies tells which");
  const profile = program.profiles.find((one) => one.name === name);
  if (profile === undefined) throw new InquiryError(404, `the policy set has no profile ${name}`);
  const { level, place, graceMs, cooldownMs, notify, rules } = profile;
  return {
    ...{ name, level, graceMs, cooldownMs, notify },
    file: place.file,
    line: place.line,
    rules: rules.map(writtenRule),
  };
}

function writtenRule({ name, action, all, threshold, message, place }: ProgramRule) {
  return {
    rule: name,
    action: all ? ("cancel all" as const) : action,
    threshold,
    message: message === null ? null : message.map(partText).join(""),
    file: place.file,
    line: place.line,
  };
}

/** What stands between braces is known when it fires. */
function partText(part: NonNullable<ProgramRule["message"]>[number]): string {
  if (part.kind === "text") return part.text;
  if (part.kind === "text-metric") return `{${part.metric}}`;
  if (part.kind === "number" && part.value.kind === "metric") return `{${part.value.metric}}`;
  // A param's value is the profile's own.
  const isKnown = part.kind === "number" && part.value.kind === "constant";
  return isKnown ? formatQuantity(part.value.value, part.dimension) : "{…}";
}
