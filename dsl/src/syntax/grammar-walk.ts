/**
 * Walks the grammar's own description along some tokens, and tells what may come next. It reads the rules that the parser is made
 * of, so that what is offered in an editor cannot drift from what is read.
 */

import {
  Alternation,
  Alternative,
  type IProduction,
  type IToken,
  NonTerminal,
  Option,
  Repetition,
  type RepetitionMandatory,
  type RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
  type TokenType,
} from "chevrotain";
import { remembered } from "../remembered.ts";
import { isA } from "./landmarks.ts";
import { Comma } from "./tokens.ts";

/** Where one may be in a rule: at a production, and where to go on after its rule. Equal places are one object within a walk. */
interface Spot {
  readonly definition: readonly IProduction[];
  readonly at: number;
  readonly up: Spot | null;
  /** The rule that `definition` is all of; null within one. */
  readonly rule: string | null;
}

export interface ExpectedToken {
  readonly type: TokenType;
  /** The rules of the grammar that the token would stand in, the innermost last. */
  readonly rules: readonly string[];
}

export interface Expectations {
  readonly next: readonly ExpectedToken[];
  /** What was read may be all. */
  readonly mayEnd: boolean;
}

/** How many tokens in a row may be missing. */
const missingLimit = 4;
/** Of how many places a token that does not fit may be thought to be missing something; in prose they would grow with every word. */
const guessLimit = 500;

/**
 * What may follow after `tokens` in a rule. A token that cannot stand where it does is taken for one with others missing before
 * it, and where that does not help, left out.
 */
export function expectationsAfter(start: Rule, tokens: readonly IToken[]): Expectations {
  const walk = new Walk();
  let spots = walk.reach([walk.into(start, null)]);
  for (const token of tokens) {
    const next = walk.past(spots, token);
    if (next !== null) spots = next;
  }
  const next = [...spots].flatMap((spot) => {
    const type = terminalAt(spot)?.terminalType;
    return type === undefined ? [] : [{ type, rules: rulesOf(spot) }];
  });
  return { next, mayEnd: spots.has(null) };
}

/** Spots at terminals; null among them: the rule that one began with is complete. */
type Spots = ReadonlySet<Spot | null>;

class Walk {
  private readonly made = new Map<readonly IProduction[], Map<Spot | null, Spot[]>>();

  into(rule: Rule, up: Spot | null): Spot {
    return this.spot(rule.definition, 0, up, rule.name);
  }

  private spot(definition: readonly IProduction[], at: number, up: Spot | null, rule: string | null): Spot {
    const byUp = this.made.get(definition) ?? new Map<Spot | null, Spot[]>();
    this.made.set(definition, byUp);
    const list = byUp.get(up) ?? [];
    byUp.set(up, list);
    list[at] ??= { definition, at, up, rule };
    return list[at];
  }

  private after({ definition, at, up, rule }: Spot): Spot {
    return this.spot(definition, at + 1, up, rule);
  }

  /** The terminals that can be come to without reading anything. */
  reach(from: Iterable<Spot>): Spots {
    const found = new Set<Spot | null>();
    const seen = new Set<Spot>();
    const open = [...from];
    for (let spot = open.pop(); spot !== undefined; spot = open.pop()) {
      if (seen.has(spot)) continue;
      seen.add(spot);
      const production = spot.definition[spot.at];
      if (production !== undefined) {
        if (production instanceof Terminal) found.add(spot);
        else open.push(...this.ways(production, spot));
      } else if (spot.up === null) found.add(null);
      else open.push(spot.up);
    }
    return found;
  }

  private ways(production: IProduction, spot: Spot): Spot[] {
    const after = this.after(spot);
    const within = ({ definition }: { definition: IProduction[] }, up: Spot) => this.spot(definition, 0, up, null);
    if (production instanceof NonTerminal) return [this.into(production.referencedRule, after)];
    if (production instanceof Alternation)
      return production.definition.map((each) => within(each as Alternative, after));
    if (production instanceof Alternative) return [within(production, after)];
    // A comma that may be forgotten is one that is reported.
    if (production instanceof Option) {
      return isComma(production) ? [within(production, after)] : [within(production, after), after];
    }
    if (production instanceof Repetition) return [within(production, spot), after];
    const again = this.spot(repetitionOf(production as RepetitionMandatory), 0, after, null);
    const once = within(production as RepetitionMandatory, again);
    return production instanceof RepetitionWithSeparator ? [once, after] : [once];
  }

  /** Null where a token cannot stand, even with others missing before it. */
  past(spots: Spots, token: IToken): Spots | null {
    let ahead = spots;
    const tried = new Set<Spot | null>();
    for (let missing = 0; missing <= missingLimit; missing++) {
      const there = [...ahead].filter((spot) => spot !== null);
      const fitting = there.filter((spot) => isA(token, terminalAt(spot)!.terminalType));
      if (fitting.length > guessLimit) return null;
      if (fitting.length > 0) return this.reach(fitting.map((spot) => this.after(spot)));
      const fresh = there.filter((spot) => !tried.has(spot));
      if (fresh.length === 0 || fresh.length > guessLimit) return null;
      for (const spot of fresh) tried.add(spot);
      ahead = this.reach(fresh.map((spot) => this.after(spot)));
    }
    return null;
  }
}

function terminalAt(spot: Spot | null): Terminal | null {
  return (spot?.definition[spot.at] as Terminal | undefined) ?? null;
}

function isComma({ definition }: Option): boolean {
  const [only, more] = definition;
  return more === undefined && only instanceof Terminal && only.terminalType === Comma;
}

/** What may come again after the first time. */
const repetitionOf = remembered(
  (
    production: RepetitionMandatory | RepetitionWithSeparator | RepetitionMandatoryWithSeparator,
  ): readonly IProduction[] => {
    const { definition, idx } = production;
    const { separator } = production as Partial<RepetitionWithSeparator>;
    const separated = separator === undefined ? [] : [new Terminal({ terminalType: separator })];
    return [new Repetition({ definition: [...separated, ...definition], idx })];
  },
);

function rulesOf(spot: Spot | null): readonly string[] {
  const rules: string[] = [];
  for (let each = spot; each !== null; each = each.up) if (each.rule !== null) rules.push(each.rule);
  return rules.reverse();
}
