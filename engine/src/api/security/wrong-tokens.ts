/** Counts wrong tokens by where they come from, in bounded memory: whoever guesses is told less and less. */

import { isIPv6 } from "node:net";

export interface WrongTokens {
  /** Counts one from this address. Null: it may go on; else after how many seconds it may. */
  count(address: string): number | null;
  /**
   * Whether the token of this name, which is right, may open something. Not where so many wrong ones came from there that the
   * next would have to wait: else guessing on would tell as much as before. One that was right there before always may.
   */
  lets(address: string, name: string): boolean;
}

/** At once, unless it is said otherwise, and then one in so many ms. */
const usualBurst = 10;
const everyMs = 6000;
/** More are forgotten again, the longest silent first: memory is bounded, however many addresses somebody has. */
const mostAddresses = 4096;

interface Spent {
  readonly tokens: number;
  readonly atMs: number;
}

/** A bucket of tries for each address, which fills up again. */
export function createWrongTokens(now: () => number = () => Date.now(), burst = usualBurst): WrongTokens {
  const spent = new Map<string, Spent>();
  const rightBefore = new Map<string, true>();
  const leftOf = (place: string) => {
    const before = spent.get(place);
    return before === undefined ? burst : Math.min(burst, before.tokens + (now() - before.atMs) / everyMs);
  };
  return {
    count(address) {
      const place = placeOf(address);
      const left = leftOf(place);
      const over = left < 1;
      putLast(spent, place, { tokens: over ? left : left - 1, atMs: now() });
      return over ? Math.ceil(((1 - left) * everyMs) / 1000) : null;
    },
    lets(address, name) {
      const place = placeOf(address);
      const key = `${place} ${name}`;
      if (!rightBefore.has(key) && leftOf(place) < 1) return false;
      putLast(rightBefore, key, true);
      return true;
    },
  };
}

/** Forgets the one that was put there the longest ago where there are too many. */
function putLast<V>(kept: Map<string, V>, key: string, value: V): void {
  kept.delete(key);
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > mostAddresses && oldest !== undefined) kept.delete(oldest);
}

/** Who has an address of IPv6 has the 2^64 beside it as well. */
function placeOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("%", 1)[0]!.split("::", 2);
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  return [...before, ...zeros, ...after].slice(0, 4).join(":");
}
