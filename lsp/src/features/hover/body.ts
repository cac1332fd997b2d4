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
import { ruleLine } from "../rule-text.ts";

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
    list([...settingsOf(view, body, values), ...matchesOf(body), ...notifyOf(body)]),
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

function notifyOf({ notify }: FlatBody): string[] {
  return [...notify.keys()].map(({ channels, actions }) => {
    const told = actions.map(({ name, all }) => (all ? `${name} all` : name)).join(", ");
    return `tells ${channels.map(({ text }) => code(text)).join(", ")} of ${told}`;
  });
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
  const { size } = body.rules;
  if (size === 0) return "No rules.";
  const change = body.symbol.declaration.kind === "profile" ? view.analysis.changes.get(body.symbol.name) : undefined;
  const lines = [...body.rules.values()].slice(0, mostRules).map(({ symbol }) => {
    const line = code(`${symbol.name}: ${ruleLine(view.analysis, symbol, values)}`);
    return `${line}${changedTo(change, symbol.name)}`;
  });
  if (size > mostRules) lines.push(`… and ${size - mostRules} more`);
  return paragraphs(`${size === 1 ? "One rule" : `${size} rules`}:`, list(lines));
}

/** What override files make of a rule. */
function changedTo(change: ProfileChange | undefined, rule: string): string {
  if (change?.disabled.has(rule)) return " (turned off)";
  const action = change?.actions.get(rule);
  return action === undefined ? "" : ` (made a ${code(action.all ? "cancel all" : action.action)})`;
}

function derivedOf(view: PolicyView, { symbol }: FlatBody): string | null {
  const derived = [...view.analysis.bodies.values()].filter(({ bases }) =>
    bases.some((base) => base.symbol === symbol),
  );
  if (derived.length === 0) return null;
  const names = derived.slice(0, mostRules).map((each) => code(each.symbol.name));
  return `Extended by ${names.join(", ")}${derived.length > mostRules ? ` and ${derived.length - mostRules} more` : ""}.`;
}

function changedBy(view: PolicyView, { name, declaration }: BodySymbol): string | null {
  const change = declaration.kind === "profile" ? view.analysis.changes.get(name) : undefined;
  const first = new Map([...(change?.claims.values() ?? [])].reverse().map((claim) => [claim.file, claim.span]));
  if (first.size === 0) return null;
  return `Changed by override file ${[...first].map(([file, span]) => link(view, code(file), file, span)).join(", ")}.`;
}
