/** Links to the dashboard that can be followed once: what `macro-engine dashboard` prints. */

import { randomBytes } from "node:crypto";
import type { Role } from "../../config/config.ts";
import type { Signer } from "./signing.ts";

export interface LinkClaims {
  /** By which it is known to be used up. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** ms since the epoch. */
  readonly until: number;
}

/** Long enough to be opened by hand on another screen. */
export const linkLifeMs = 10 * 60_000;

/** `name` is who asked for it, as the audit log will say. */
export function signLink(signer: Signer, name: string, role: Role, nowMs: number): string {
  const claims: LinkClaims = { id: randomBytes(12).toString("base64url"), name, role, until: nowMs + linkLifeMs };
  return signer.sign("link", claims);
}

export function linkAddress(url: string, code: string): string {
  return `${url}/?token=${code}`;
}
