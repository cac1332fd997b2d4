/** Doing a thing until it has worked: an editor does not hear a key or a click that comes before it listens. */

/** Often at first, as a fast machine wants it, then with the patience that a slow one needs. */
const patienceMs = [2000, 2000, 4000, 8000, 16_000, 32_000];
const lookEveryMs = 50;

/**
 * Attempts until `worked`. Each attempt has so many milliseconds, as has its effect to come; one that rejects in that time counts
 * as one without effect. Throws the last reason when there is no patience left.
 */
export async function again(
  what: string,
  attempt: (patienceMs: number) => Promise<unknown>,
  worked: () => Promise<boolean>,
): Promise<void> {
  let cause: unknown;
  for (const patience of patienceMs) {
    try {
      await attempt(patience);
      cause = undefined;
    } catch (error) {
      cause = error;
      continue;
    }
    if (await within(patience, worked)) return;
  }
  throw new Error(`${what}: tried ${patienceMs.length} times`, { cause });
}

/** Whether it comes to hold in this time. */
export async function within(ms: number, holds: () => Promise<boolean>): Promise<boolean> {
  const until = Date.now() + ms;
  for (;;) {
    if (await holds()) return true;
    if (Date.now() >= until) return false;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
