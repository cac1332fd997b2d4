/** Discord as an engine meets it: a key pair, signed interactions, members with roles. */

import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { DiscordBotConfig } from "../../config/config.ts";
import type { SignedRequest } from "../verify.ts";

export interface Discord {
  /** 64 hex digits, as the application's page shows it. */
  readonly publicKey: string;
  signed(body: unknown, changes?: { readonly timestamp?: string; readonly key?: KeyObject }): SignedRequest;
}

export function createDiscord(): Discord {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const { x = "" } = publicKey.export({ format: "jwk" });
  return {
    publicKey: Buffer.from(x, "base64url").toString("hex"),
    signed: (body, { timestamp = String(Math.floor(Date.now() / 1000)), key = privateKey } = {}) => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      return { body: text, timestamp, signature: sign(null, Buffer.from(timestamp + text), key).toString("hex") };
    },
  };
}

export const application = "1111";
export const guild = "2222";
export const viewerRole = "3333";
export const operatorRole = "4444";

export function botOf({ publicKey }: Discord, changes: Partial<DiscordBotConfig> = {}): DiscordBotConfig {
  return {
    applicationId: application,
    publicKey,
    token: null,
    guild: null,
    viewers: [viewerRole],
    operators: [operatorRole],
    ...changes,
  };
}

let lastId = 9000;

/** A slash command as Discord sends it. */
export function command(
  name: string,
  {
    roles = [viewerRole],
    options = {},
    changes = {},
  }: {
    readonly roles?: readonly string[];
    readonly options?: Readonly<Record<string, string>>;
    readonly changes?: object;
  } = {},
): object {
  return {
    type: 2,
    id: String(++lastId),
    application_id: application,
    token: `token-of-${lastId}`,
    version: 1,
    guild_id: guild,
    member: { roles, user: { id: "42", username: "ann" } },
    data: {
      id: "1",
      type: 1,
      name,
      options: Object.entries(options).map(([option, value]) => ({ type: 3, name: option, value })),
    },
    ...changes,
  };
}
