/** Globs read one character at a time, without alternatives: what each has come to is one number, −1 when it cannot match any more. */

import { type Token, takes } from "./glob-overlap.ts";

/** What a glob can never leave again. */
export const dead = -1;

/**
 * A glob whose braces are chosen. Of the places that it may have come to, those before the last run count for nothing: whatever
 * they can go on with, the run takes as well. So there are hardly more states than tokens.
 */
export class GlobSteps {
  readonly start: number;
  readonly #tokens: readonly Token[];
  readonly #alphabet: readonly string[];
  /** By state: its places, rising. */
  readonly #places: (readonly number[])[] = [];
  readonly #numbers = new Map<string, number>();
  /** By state, by character; what nobody has asked for is not there. */
  readonly #steps: (number | undefined)[][] = [];

  constructor(tokens: readonly Token[], alphabet: readonly string[]) {
    this.#tokens = tokens;
    this.#alphabet = alphabet;
    this.start = this.#numberOf(settled(tokens, [0]));
  }

  /** `character`: its place in the alphabet. */
  step(state: number, character: number): number {
    if (state === dead) return dead;
    const steps = this.#steps[state]!;
    steps[character] ??= this.#reach(this.#places[state]!, this.#alphabet[character]!);
    return steps[character];
  }

  accepts(state: number): boolean {
    return state !== dead && this.#places[state]!.at(-1) === this.#tokens.length;
  }

  #reach(places: readonly number[], character: string): number {
    const reached = places.flatMap((at) => {
      const token = this.#tokens[at];
      if (token === undefined || !takes(token, character)) return [];
      return [token.kind === "run" ? at : at + 1];
    });
    return reached.length === 0 ? dead : this.#numberOf(settled(this.#tokens, reached));
  }

  #numberOf(places: readonly number[]): number {
    const key = places.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#places.push(places) - 1;
    this.#numbers.set(key, number);
    this.#steps.push(Array.from({ length: this.#alphabet.length }, () => undefined));
    return number;
  }
}

/** With what a run may be left for without a character, and without what lies before the last run. `places` rise. */
function settled(tokens: readonly Token[], places: readonly number[]): readonly number[] {
  const all: number[] = [];
  let lastRun = 0;
  for (const place of places) {
    if (place <= (all.at(-1) ?? -1)) continue;
    let at = place;
    all.push(at);
    while (tokens[at]?.kind === "run") {
      lastRun = at;
      at += 1;
      all.push(at);
    }
  }
  return all.filter((at) => at >= lastRun);
}
