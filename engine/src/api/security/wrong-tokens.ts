/** Counts wrong tokens by where they come from, in bounded memory: whoever guesses is answered less and less. */

import { isIPv6 } from "node:net";

export interface WrongTokens {
  /** Counts one from this address. Null: it may go on; else after how many seconds it may. */
  count(address: string): number | null;
}

/** At once, and then one in so many ms. */
const burst = 10;
const everyMs = 6000;
/** Whoever has more addresses than this is forgotten again, the longest silent first. */
const mostAddresses = 4096;

interface Spent {
  readonly tokens: number;
  readonly atMs: number;
}

/** A bucket of tries for each address, which fills up again. Right tokens never come here, so nobody is locked out. */
export function createWrongTokens(now: () => number = Date.now): WrongTokens {
  const byPlace = new Map<string, Spent>();
  return {
    count(address) {
      const place = placeOf(address);
      const at = now();
      const before = byPlace.get(place);
      const left = before === undefined ? burst : Math.min(burst, before.tokens + (at - before.atMs) / everyMs);
      const over = left < 1;
      byPlace.delete(place);
      byPlace.set(place, { tokens: over ? left : left - 1, atMs: at });
      const [oldest] = byPlace.keys();
      if (byPlace.size > mostAddresses && oldest !== undefined) byPlace.delete(oldest);
      return over ? Math.ceil(((1 - left) * everyMs) / 1000) : null;
    },
  };
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
