/** Random templates and profiles, with what they bring to those that extend them. */

import type { NumericDimension } from "../vocabulary/units.ts";
import type { Random } from "./random.ts";
import { condition, constant, quantity, type RandomScope, sum, type Tokens } from "./random-expressions.ts";
import type { Line } from "./random-layout.ts";
import type { PolicyDraft } from "./random-policy.ts";

export interface RandomBody {
  readonly kind: "template" | "profile";
  readonly name: string;
  /** Itself and all that it extends. */
  readonly family: ReadonlySet<string>;
  /** Neither it nor its bases set, override or remove anything, so that others may share its bases. */
  readonly plain: boolean;
  readonly params: readonly { readonly name: string; readonly dimension: NumericDimension }[];
  readonly rules: readonly string[];
}

const actions = ["warn", "throttle", "pause", "cancel"] as const;

export function randomBody(draft: PolicyDraft, kind: RandomBody["kind"]): { body: RandomBody; lines: Line[] } {
  const { random } = draft;
  const bases = chosenBases(draft, kind);
  const name = draft.name(kind === "template" ? "careful" : "heal");
  const extending = bases.length === 0 ? [] : ["extends", ...separated(bases.map((base) => base.name))];
  const params = [...new Map(bases.flatMap((base) => base.params).map((param) => [param.name, param])).values()];
  const rules = [...new Set(bases.flatMap((base) => base.rules))];
  const own = ownParams(draft);
  const scope: RandomScope = { ...draft.scope, constants: [...draft.scope.constants, ...params, ...own] };
  const changes = changedMembers(draft, scope, params, rules);
  const members = [
    ...settings(draft, scope, kind),
    ...own.map(({ name, dimension }) => ["param", name, "=", quantity(random, dimension)]),
    ...changes.members,
    ...newRules(draft, scope).map((rule) => rule.tokens),
  ];
  const added = members.flatMap((tokens) => (tokens[0] === "rule" ? [tokens[1]!] : []));
  const body: RandomBody = {
    kind,
    name,
    family: new Set([name, ...bases.flatMap((base) => [...base.family])]),
    plain: changes.members.length === 0 && bases.every((base) => base.plain),
    params: [...params, ...own],
    rules: [...rules.filter((rule) => !changes.removed.has(rule)), ...added],
  };
  return { body, lines: bodyLines(random, [kind, name, ...extending, "{"], shuffled(random, members)) };
}

function bodyLines(random: Random, header: Tokens, members: readonly Tokens[]): Line[] {
  const lines = members.map((tokens): Line => {
    const documented = tokens[0] === "rule" || tokens[0] === "param";
    return { depth: 1, tokens, documentation: documented && random.chance(0.15) ? ["Why it is so."] : [] };
  });
  return [{ depth: 0, tokens: header }, ...lines, { depth: 0, tokens: ["}"] }];
}

/** Of several bases none may have changed what another one brings too. */
function chosenBases({ random, bodies }: PolicyDraft, kind: RandomBody["kind"]): RandomBody[] {
  const chosen: RandomBody[] = [];
  const candidates = bodies.filter((body) => kind === "profile" || body.kind === "template");
  while (candidates.length > 0 && random.chance(0.5)) {
    const base = random.pick(candidates);
    const apart = chosen.every(
      (other) =>
        other !== base && ((other.plain && base.plain) || [...base.family].every((name) => !other.family.has(name))),
    );
    if (apart) chosen.push(base);
  }
  return chosen;
}

function ownParams(draft: PolicyDraft): { name: string; dimension: NumericDimension }[] {
  const params: { name: string; dimension: NumericDimension }[] = [];
  while (draft.random.chance(0.4)) {
    params.push({
      name: draft.name("cpu_max"),
      dimension: draft.random.pick(["percent", "duration", "bytes", "framerate"] as const),
    });
  }
  return params;
}

/** Sets, overrides and removals of what the bases bring. */
function changedMembers(
  draft: PolicyDraft,
  scope: RandomScope,
  params: RandomBody["params"],
  rules: readonly string[],
): { members: Tokens[]; removed: ReadonlySet<string> } {
  const { random } = draft;
  const removed = new Set<string>();
  const members: Tokens[] = params
    .filter(() => random.chance(0.3))
    .map(({ name, dimension }) => ["set", name, "=", ...constant(random, draft.scope, dimension)]);
  for (const rule of rules) {
    if (random.chance(0.1)) {
      members.push(["remove", "rule", rule]);
      removed.add(rule);
    } else if (random.chance(0.15)) members.push(["override", ...ruleTokens(draft, scope, rule)]);
  }
  return { members, removed };
}

function newRules(draft: PolicyDraft, scope: RandomScope): { tokens: Tokens }[] {
  return Array.from({ length: draft.random.below(5) }, () => ({ tokens: ruleTokens(draft, scope, draft.name("hot")) }));
}

function ruleTokens({ random, depth }: PolicyDraft, scope: RandomScope, name: string): Tokens {
  const action = random.pick(actions);
  const wait = () => (random.chance(0.5) ? ["for", ...constant(random, scope, "duration")] : []);
  const until =
    action !== "cancel" && random.chance(0.4)
      ? ["until", ...condition(random, scope, Math.min(1, depth)), ...wait()]
      : [];
  const all = action === "cancel" && random.chance(0.2) ? ["all"] : [];
  const message = random.chance(0.3) ? ["message", messageText(random, scope)] : [];
  return [
    "rule",
    name,
    ":",
    action,
    ...all,
    "when",
    ...condition(random, scope, depth),
    ...wait(),
    ...until,
    ...message,
  ];
}

/** One token: what stands in it is no matter of layout. */
function messageText(random: Random, scope: RandomScope): string {
  let text = random.pick(["CPU at ", "", "100% \\{x\\} \\u{1F600}\\t# ", 'says \\"no\\" ']);
  while (random.chance(0.5)) {
    const value = sum(
      random,
      { ...scope, metrics: scope.metrics.filter(({ dimension }) => dimension !== "text") },
      "percent",
      1,
    );
    text += `${random.pick(["{", "{ "])}${value.join(" ")}${random.pick(["}", " }"])}${random.pick([" of ", ""])}`;
  }
  return `"${text}"`;
}

function settings(draft: PolicyDraft, scope: RandomScope, kind: RandomBody["kind"]): Tokens[] {
  const { random } = draft;
  const members: Tokens[] = [];
  const maybe = (tokens: () => Tokens) => {
    if (random.chance(0.3)) members.push(tokens());
  };
  maybe(() => ["level", random.pick(["safe", "risky", "dangerous"])]);
  maybe(() => ["grace", ...constant(random, scope, "duration")]);
  maybe(() => ["cooldown", ...constant(random, scope, "duration")]);
  const several = <T>(list: readonly T[]) => list.filter(() => random.chance(0.6)).concat([random.pick(list)]);
  maybe(() => [
    ...["notify", ...separated([...new Set(several(["discord", "sound", "log"]))])],
    ...["on", ...separated([...new Set(several(["cancel", "pause", "warn"]))])],
  ]);
  if (kind === "template") return members;
  const patterns = ['"heal_*"', '"*autohotkey* *heal*.ahk"', '"{a,b}?[cd]"', '"# no comment"'];
  maybe(() => ["match", "macro", ...separated(several(patterns))]);
  maybe(() => ["match", "process", ...separated(several(patterns))]);
  return members;
}

export function separated(items: readonly string[]): string[] {
  return items.flatMap((item, index) => (index === 0 ? [item] : [",", item]));
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  if (random.chance(0.5)) return [...list];
  return list
    .map((item) => ({ item, rank: random.next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
