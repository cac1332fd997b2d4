/**
 * Checks that are done again only where something that they look at has changed. What they wrote into the side tables stays
 * there until then, and is taken out first: the tables hold what a check of everything would have written, nothing else.
 */

/** A side table that knows what was written while a check was under way. */
class Table<Key, Value> extends Map<Key, Value> {
  written: Key[] = [];

  override set(key: Key, value: Value): this {
    this.written.push(key);
    return super.set(key, value);
  }
}

interface Kept {
  /** What the check looked at, compared by identity. */
  readonly grounds: readonly unknown[];
  /** What it wrote, in the order of the tables. */
  readonly written: readonly (readonly unknown[])[];
  /** It reported nothing. What reports is done again each time: sentences depend on more than the grounds. */
  readonly clean: boolean;
  round: number;
}

export class KeptChecks {
  readonly #tables: Table<unknown, unknown>[] = [];
  readonly #kept = new Map<object, Kept>();
  #round = 0;
  #reported: () => number = () => 0;
  #done = 0;

  table<Key, Value>(): Map<Key, Value> {
    const table = new Table<Key, Value>();
    this.#tables.push(table as Table<unknown, unknown>);
    return table;
  }

  /** Begins to check a set. `reported`: how much has been reported so far. */
  begin(reported: () => number): void {
    this.#round += 1;
    this.#reported = reported;
  }

  /** Checks a subject, unless that was done on the same grounds and nothing was reported. Never one check inside another. */
  check(subject: object, grounds: readonly unknown[], check: () => void): void {
    const kept = this.#kept.get(subject);
    if (kept?.clean && isSame(kept.grounds, grounds)) {
      kept.round = this.#round;
      return;
    }
    if (kept !== undefined) this.#forget(kept);
    const before = this.#reported();
    for (const table of this.#tables) table.written = [];
    check();
    this.#done += 1;
    const written = this.#tables.map((table) => table.written);
    this.#kept.set(subject, { grounds, written, clean: this.#reported() === before, round: this.#round });
  }

  /** Checks what is cheap and looks at everything. */
  checkAlways(subject: object, check: () => void): void {
    this.check(subject, [this.#round], check);
  }

  /** How many checks were done meanwhile, for those that want to see what an edit costs. */
  count(checks: () => void): number {
    const before = this.#done;
    checks();
    return this.#done - before;
  }

  /** Ends a round: what was not asked for in it is of declarations that are gone. */
  end(): void {
    for (const [subject, kept] of this.#kept) {
      if (kept.round === this.#round) continue;
      this.#forget(kept);
      this.#kept.delete(subject);
    }
  }

  #forget({ written }: Kept): void {
    for (const [at, keys] of written.entries()) for (const key of keys) this.#tables[at]!.delete(key);
  }
}

export function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
