/** What hovers say of a profile or template: what it comes to with all that it inherits. */

import {
  type BodySymbol,
  defaultGraceMs,
  defaultLevel,
  exactQuantity,
  type FlatBody,
  type KnownValues,
  knownValues,
  type ProfileChange,
} from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import { code, documented, link, list, paragraphs, policyBlock } from "../markdown.ts";
import { programLine, ruleLine } from "../rule-text.ts";

const mostRules = 12;

export function bodyHover(view: PolicyView, symbol: BodySymbol): string {
  const { declaration, file } = symbol;
  const body = view.analysis.bodies.get(symbol);
  const header = `${declaration.kind} ${symbol.name}${extendsText(symbol)}`;
  const declared = link(view, "Declared here", file.source.path, declaration.name.span);
  if (body === undefined) return paragraphs(policyBlock(header), documented(declaration.documentation), declared);
  const values = knownValues(view.analysis, body);
  return paragraphs(
    policyBlock(header),
    documented(declaration.documentation),
    list([...settingsOf(view, body, values), ...matchesOf(body), ...notifyOf(view, body)]),
    paramsOf(view, body, values),
    rulesOf(view, body, values),
    derivedOf(view, body),
    changedBy(view, symbol),
    declared,
  );
}

function extendsText({ declaration: { bases } }: BodySymbol): string {
  return bases.length === 0 ? "" : ` extends ${bases.map(({ text }) => text).join(", ")}`;
}

/** Level, grace and cooldown: templates only what they say, profiles also what they get by default. */
function settingsOf(view: PolicyView, body: FlatBody, values: KnownValues): string[] {
  const { settings, symbol } = body;
  const change = view.analysis.changes.get(symbol.name);
  const isProfile = symbol.declaration.kind === "profile";
  const time = (key: "grace" | "cooldown", fallbackMs: number): readonly [string, string | null, BodySymbol | null] => {
    const setting = settings[key];
    const overridden = (key === "grace" ? change?.graceMs : change?.cooldownMs) ?? null;
    const ms = overridden ?? (setting === null ? fallbackMs : values.value(setting.member.value));
    return [key, ms === null ? null : ms === 0 ? "0s" : exactQuantity(ms, "duration"), setting?.body ?? null];
  };
  const level = change?.level ?? settings.level?.member.level.text ?? defaultLevel;
  const all = [
    ["level", level, settings.level?.body ?? null] as const,
    time("grace", defaultGraceMs),
    time("cooldown", 0),
  ];
  return all.flatMap(([key, value, from]) => {
    if (value === null || (from === null && !isProfile)) return [];
    const origin = from === null ? " by default" : from === symbol ? "" : ` from ${code(from.name)}`;
    return [`${key} ${code(value)}${origin}`];
  });
}

function matchesOf({ symbol: { declaration, name } }: FlatBody): string[] {
  if (declaration.kind === "template") return [];
  const patterns = declaration.members.flatMap((member) =>
    member.kind === "match" ? member.patterns.map(({ value }) => `${member.target} ${code(value)}`) : [],
  );
  return [`governs macro ${code(name)}${patterns.length === 0 ? "" : `, ${patterns.join(", ")}`}`];
}

function notifyOf(view: PolicyView, { notify, symbol }: FlatBody): string[] {
  const discord = changeOf(view, symbol)?.notifyDiscord ?? null;
  const changed =
    discord === null
      ? []
      : [`by an override file, ${code("discord")} ${discord ? "hears" : "does not hear"} of cancel`];
  const written = [...notify.keys()].map(({ channels, actions }) => {
    const told = actions.map(({ name, all }) => (all ? `${name} all` : name)).join(", ");
    return `tells ${channels.map(({ text }) => code(text)).join(", ")} of ${told}`;
  });
  return [...written, ...changed];
}

function paramsOf(view: PolicyView, { params }: FlatBody, values: KnownValues): string | null {
  if (params.size === 0) return null;
  const written = [...params].map(([name, { symbol }]) => {
    const value = values.params.get(name);
    const dimension = view.analysis.types.get(symbol.declaration.value)?.dimension;
    const isKnown = value !== undefined && dimension !== undefined && dimension !== "unknown";
    return code(isKnown ? `${name} = ${exactQuantity(value, dimension)}` : name);
  });
  return `Params: ${written.join(", ")}`;
}

function rulesOf(view: PolicyView, body: FlatBody, values: KnownValues): string | null {
  const change = changeOf(view, body.symbol);
  const own = [...body.rules.values()].map(({ symbol }) => {
    const put = change?.rules.get(symbol.name);
    const line = put === undefined ? `${symbol.name}: ${ruleLine(view.analysis, symbol, values)}` : programLine(put);
    return `${code(line)}${changedTo(change, symbol.name, symbol.declaration.action?.name ?? null)}`;
  });
  const added = [...(change?.rules.values() ?? [])]
    .filter(({ name }) => !body.rules.has(name))
    .map((rule) => `${code(programLine(rule))}${changedTo(change, rule.name, rule.action) || " (added)"}`);
  const size = own.length + added.length;
  if (size === 0) return "No rules.";
  const lines = [...own, ...added].slice(0, mostRules);
  if (size > mostRules) lines.push(`… and ${size - mostRules} more`);
  return paragraphs(`${size === 1 ? "One rule" : `${size} rules`}:`, list(lines));
}

function changeOf({ analysis }: PolicyView, { declaration, name }: BodySymbol): ProfileChange | undefined {
  return declaration.kind === "profile" ? analysis.changes.get(name) : undefined;
}

/** What override files make of a rule. */
function changedTo(change: ProfileChange | undefined, rule: string, written: string | null): string {
  if (change?.disabled.has(rule)) return " (turned off)";
  const action = change?.actions.get(rule);
  if (action !== undefined) return ` (made a ${code(action.all ? "cancel all" : action.action)})`;
  return change?.cancelsWarn && written === "cancel" ? ` (made a ${code("warn")})` : "";
}

function derivedOf(view: PolicyView, { symbol }: FlatBody): string | null {
  const derived = [...view.analysis.bodies.values()].filter(({ bases }) =>
    bases.some((base) => base.symbol === symbol),
  );
  if (derived.length === 0) return null;
  const names = derived.slice(0, mostRules).map((each) => code(each.symbol.name));
  return `Extended by ${names.join(", ")}${derived.length > mostRules ? ` and ${derived.length - mostRules} more` : ""}.`;
}

function changedBy(view: PolicyView, symbol: BodySymbol): string | null {
  const change = changeOf(view, symbol);
  const first = new Map([...(change?.claims.values() ?? [])].reverse().map((claim) => [claim.file, claim.span]));
  if (first.size === 0) return null;
  return `Changed by override file ${[...first].map(([file, span]) => link(view, code(file), file, span)).join(", ")}.`;
}
