/** Globs read one character at a time, without alternatives: what each has come to is one number, −1 when it cannot match any more. */

import type { Token } from "./glob-overlap.ts";

/** What a glob can never leave again. */
export const dead = -1;

export function takes(token: Token, character: string): boolean {
  if (token.kind === "literal") return token.character === character;
  return token.kind === "set" ? token.has(character) : true;
}

/**
 * A glob whose braces are chosen. Of the places that it may have come to, those before the last run count for nothing: whatever
 * they can go on with, the run takes as well. So there are hardly more states than tokens.
 */
export class GlobSteps {
  readonly start: number;
  readonly #tokens: readonly Token[];
  readonly #alphabet: readonly string[];
  /** By state: its places, as bits. */
  readonly #places: bigint[] = [];
  readonly #numbers = new Map<bigint, number>();
  /** By state, by character; what nobody has asked for is not there. */
  readonly #steps: (number | undefined)[][] = [];

  constructor(tokens: readonly Token[], alphabet: readonly string[]) {
    this.#tokens = tokens;
    this.#alphabet = alphabet;
    this.start = this.#numberOf(settled(tokens, 1n));
  }

  /** `character`: its place in the alphabet. */
  step(state: number, character: number): number {
    if (state === dead) return dead;
    const steps = this.#steps[state]!;
    steps[character] ??= this.#reach(this.#places[state]!, this.#alphabet[character]!);
    return steps[character];
  }

  accepts(state: number): boolean {
    return state !== dead && ((this.#places[state]! >> BigInt(this.#tokens.length)) & 1n) === 1n;
  }

  #reach(places: bigint, character: string): number {
    let reached = 0n;
    this.#tokens.forEach((token, at) => {
      if (!((places >> BigInt(at)) & 1n) || !takes(token, character)) return;
      reached |= 1n << BigInt(token.kind === "run" ? at : at + 1);
    });
    return reached === 0n ? dead : this.#numberOf(settled(this.#tokens, reached));
  }

  #numberOf(places: bigint): number {
    const known = this.#numbers.get(places);
    if (known !== undefined) return known;
    const number = this.#places.push(places) - 1;
    this.#numbers.set(places, number);
    this.#steps.push(Array.from({ length: this.#alphabet.length }, () => undefined));
    return number;
  }
}

/** With what a run may be left for without a character, and without what lies before the last run. */
function settled(tokens: readonly Token[], places: bigint): bigint {
  let all = places;
  let lastRun = 0;
  tokens.forEach((token, at) => {
    if (token.kind !== "run" || !((all >> BigInt(at)) & 1n)) return;
    all |= 1n << BigInt(at + 1);
    lastRun = at;
  });
  return (all >> BigInt(lastRun)) << BigInt(lastRun);
}
