/** Rules that were read from json-rules-engine as members of profiles: in order, a clear with what it clears. */

export interface ReadRule {
  readonly profile: string;
  readonly name: string;
  readonly priority: number;
  /** The rule up to where an `until` may stand, and what follows it. */
  readonly text: string;
  readonly message: string;
  /** A clear: the `until` of the rule of this name. */
  readonly clears: boolean;
  /** Null: it clears once its condition is false, as every rule does. */
  readonly until: string | null;
}

/** Members by profile. Higher priorities come first, but where clears tell the order of the policy. */
export function groupByProfile(rules: readonly ReadRule[]): ReadonlyMap<string, readonly string[]> {
  const byProfile = [...Map.groupBy(rules, ({ profile }) => profile)].map(([profile, all]) => {
    const inOrder = [...all].sort((a, b) => b.priority - a.priority);
    const clears = inOrder.filter((rule) => rule.clears);
    const ranks = new Map(clears.map(({ name }, rank) => [name, rank]));
    const rank = ({ name }: ReadRule) => ranks.get(name) ?? clears.length;
    const fires = inOrder.filter((rule) => !rule.clears).sort((a, b) => rank(a) - rank(b));
    const taken = new Set<string>();
    return [profile, fires.map((rule) => memberText(rule, clears, taken))] as const;
  });
  return new Map(byProfile);
}

function memberText({ name, text, message }: ReadRule, clears: readonly ReadRule[], taken: Set<string>): string {
  const until = clears.find((clear) => clear.name === name)?.until ?? null;
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}_${count}`;
  taken.add(free);
  const parts = [
    text.replace(`rule ${name}:`, `rule ${free}:`),
    ...(until === null ? [] : [`until ${until}`]),
    message,
  ];
  return parts.filter((part) => part !== "").join("\n  ");
}
