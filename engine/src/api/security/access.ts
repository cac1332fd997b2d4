/** Who may come in: tokens, links that can be used once, and the cookies that they are exchanged for. */

import { randomBytes } from "node:crypto";
import type { Role } from "../../config/config.ts";
import type { Caller } from "../context.ts";
import { type LinkClaims, linkAddress } from "./links.ts";
import { isSame, type Signer } from "./signing.ts";
import type { WrongTokens } from "./wrong-tokens.ts";

export interface AccessToken {
  readonly name: string;
  readonly role: Role;
  readonly token: string;
}

/** Remembers, over restarts, which links were used. */
export interface UsedLinks {
  /** Whether it was used. */
  has(id: string): boolean;
  /** False where it was used before. `until`: it is void by then, ms since the epoch. */
  use(id: string, until: number): boolean;
}

export interface Access {
  /**
   * Whose token it is; null: nobody's, or one that is not looked at, since too many wrong ones came `from` this address. A link's
   * code is a token until it is exchanged; what is long and random is always looked at.
   */
  byToken(token: string, from: string): Caller | null;
  byCookie(value: string): Caller | null;
  /** A cookie for a token or a link's code, which is used up by that; null where it was, or is none. */
  exchange(token: string, from: string): { readonly value: string; readonly caller: Caller } | null;
  /** With a token of this server's own, for whoever sees the engine's output; another one where that was used. */
  linkTo(url: string): string;
}

/** How long a cookie lasts, ms. */
export const cookieLifeMs = 30 * 86_400_000;

interface CookieClaims {
  readonly name: string;
  readonly role: Role;
  /** Of the configured token that it was exchanged for: without that, it is void. Null: for a link. */
  readonly token: string | null;
  readonly until: number;
}

export interface AccessOptions {
  /** Those that are good now. */
  readonly tokens: () => readonly AccessToken[];
  readonly signer: Signer;
  readonly used: UsedLinks;
  readonly wrongTokens: Pick<WrongTokens, "lets">;
  /** Hears when the link of this server's own was used. */
  onOwnUsed?(): void;
  readonly now?: () => number;
}

export function createAccess(options: AccessOptions): Access {
  const { tokens, signer, used, wrongTokens, onOwnUsed, now = Date.now } = options;
  let own = newOwn();
  let exchanged = false;

  const configured = (token: string, from: string) => {
    // All are compared, so that time tells nothing of which.
    const [found] = tokens().filter((entry) => isSame(entry.token, token));
    return found !== undefined && wrongTokens.lets(from, found.name) ? found : null;
  };
  const isOwn = (token: string) => isSame(own.token, token) && !exchanged;
  const linkOf = (token: string): LinkClaims | null => {
    const claims = signer.open("link", token) as LinkClaims | null;
    return claims === null || claims.until < now() || used.has(claims.id) ? null : claims;
  };
  const cookieFor = ({ name, role }: Caller, token: string | null) => {
    const claims: CookieClaims = { name, role, token, until: now() + cookieLifeMs };
    return { value: signer.sign("cookie", claims), caller: { name, role } };
  };

  return {
    byToken(token, from) {
      const entry = configured(token, from) ?? (isOwn(token) ? own : linkOf(token));
      return entry === null ? null : { name: entry.name, role: entry.role };
    },
    byCookie(value) {
      const claims = signer.open("cookie", value) as CookieClaims | null;
      if (claims === null || claims.until < now()) return null;
      if (claims.token === null) return { name: claims.name, role: claims.role };
      const entry = tokens().find(({ token }) => signer.fingerprint(token) === claims.token);
      return entry === undefined ? null : { name: entry.name, role: entry.role };
    },
    exchange(token, from) {
      const entry = configured(token, from);
      if (entry !== null) return cookieFor(entry, signer.fingerprint(token));
      if (isOwn(token)) {
        exchanged = true;
        onOwnUsed?.();
        return cookieFor(own, null);
      }
      const link = linkOf(token);
      return link === null || !used.use(link.id, link.until) ? null : cookieFor(link, null);
    },
    linkTo: (url) => {
      if (exchanged) own = newOwn();
      exchanged = false;
      return linkAddress(url, own.token);
    },
  };
}

const newOwn = (): AccessToken => ({
  ...{ name: "link", role: "operator" },
  token: randomBytes(24).toString("base64url"),
});
