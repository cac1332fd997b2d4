/** Whether an interaction comes from Discord: its Ed25519 signature over time and body, by the application's public key. */

import { createPublicKey, type KeyObject, verify } from "node:crypto";

/** Of a request's headers and body, as they came. */
export interface SignedRequest {
  /** `X-Signature-Ed25519`, 128 hex digits. */
  readonly signature: string | undefined;
  /** `X-Signature-Timestamp`, seconds since the epoch. */
  readonly timestamp: string | undefined;
  /** Exactly as it was sent. */
  readonly body: string;
}

/** How far the clocks of Discord and this machine may be apart, ms: what is older may be a request that somebody sends again. */
const mostApartMs = 600_000;

/** Throws an `Error` in words where the configuration's key is none. */
export function discordKey(publicKey: string): KeyObject {
  if (!/^[0-9a-f]{64}$/i.test(publicKey))
    throw new Error("`discord.bot.public_key` is no key; copy its 64 hex digits from the application's page");
  const x = Buffer.from(publicKey, "hex").toString("base64url");
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
}

export function isFromDiscord(key: KeyObject, { signature, timestamp, body }: SignedRequest, now: number): boolean {
  if (signature === undefined || !/^[0-9a-f]{128}$/i.test(signature)) return false;
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now - Number(timestamp) * 1000) > mostApartMs) return false;
  return verify(null, Buffer.from(timestamp + body), key, Buffer.from(signature, "hex"));
}
