/** Who may come in: tokens, links that are exchanged once, and the cookies that they are exchanged for. */

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Role } from "../../config/config.ts";
import type { Caller } from "../context.ts";

export interface AccessToken {
  readonly name: string;
  readonly role: Role;
  readonly token: string;
}

export interface Access {
  /** Whose token it is; null: nobody's. */
  byToken(token: string): Caller | null;
  byCookie(value: string): Caller | null;
  /** A cookie's value for a link's token, which is used up by that; null where it was, or is none. */
  exchange(token: string): string | null;
  linkTo(url: string): string;
}

/** `configured` besides the one that this run of the engine prints. */
export function createAccess(configured: readonly AccessToken[]): Access {
  const own: AccessToken = { name: "link", role: "operator", token: randomBytes(24).toString("base64url") };
  const tokens = [own, ...configured];
  const cookies = new Map<string, Caller>();
  let exchanged = false;

  const byToken = (token: string): Caller | null => {
    // All are compared, so that time tells nothing of which.
    const found = tokens.filter((entry) => isSame(entry.token, token));
    return found[0] === undefined ? null : { name: found[0].name, role: found[0].role };
  };
  return {
    byToken,
    byCookie: (value) => cookies.get(value) ?? null,
    exchange: (token) => {
      const caller = byToken(token);
      if (caller === null || (isSame(own.token, token) && exchanged)) return null;
      exchanged ||= isSame(own.token, token);
      const value = randomBytes(24).toString("base64url");
      cookies.set(value, caller);
      return value;
    },
    linkTo: (url) => `${url}/?token=${own.token}`,
  };
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
