/** Texts as numbers, so that text values fit in slots and compare as fast as numbers. */

const roomForUnpinned = 1024;

export class Texts {
  readonly #numbers = new Map<string, number>();
  readonly #texts = new Map<number, string>();
  readonly #pinned = new Set<number>();
  #next = 0;
  #forgetAt = roomForUnpinned;

  /** The number of a text of the program, which is never forgotten. */
  pin(text: string): number {
    const number = this.number(text);
    this.#pinned.add(number);
    return number;
  }

  number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#next++;
    this.#numbers.set(text, number);
    this.#texts.set(number, text);
    return number;
  }

  text(number: number): string {
    return this.#texts.get(number) ?? "";
  }

  /** True when so many texts have gathered that those no longer in use should be forgotten. */
  get crowded(): boolean {
    return this.#texts.size > this.#forgetAt;
  }

  /** Forgets every text that is neither pinned nor the value of a slot. */
  forgetUnused(values: ArrayLike<number>): void {
    const used = new Set(this.#pinned);
    for (let i = 0; i < values.length; i += 1) used.add(values[i]!);
    for (const [number, text] of this.#texts) {
      if (used.has(number)) continue;
      this.#texts.delete(number);
      this.#numbers.delete(text);
    }
    this.#forgetAt = this.#texts.size + roomForUnpinned;
  }
}
