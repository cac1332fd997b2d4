/** A webhook: JSON by POST, signed as Standard Webhooks has it (standardwebhooks.com), so that receivers find libraries for it. */

import { createHmac } from "node:crypto";
import type { WebhookChannelConfig } from "../../config/config.ts";
import { readSecret } from "../../read-secret.ts";
import { type Channel, letterId } from "../channel.ts";
import { outcomeOf, post } from "../http.ts";
import { payloadOf } from "../payload.ts";

export function webhookChannel({ url, secret, headers, timeoutMs }: WebhookChannelConfig): Channel {
  return {
    async deliver(letter) {
      const body = payloadOf(letter);
      const id = letterId(letter);
      const timestamp = String(Math.floor(Date.now() / 1000));
      const own = Object.entries(headers).map(([name, value]) => [name, readSecret(value)]);
      const signed = secret === null ? {} : { "Webhook-Signature": signature(readSecret(secret), id, timestamp, body) };
      return outcomeOf(
        await post({
          url: readSecret(url),
          headers: { ...Object.fromEntries(own), "Webhook-Id": id, "Webhook-Timestamp": timestamp, ...signed },
          body,
          timeoutMs,
        }),
      );
    },
  };
}

/** HMAC-SHA256 over id, time and body. A secret `whsec_…` is base64, any other is taken as it is. */
function signature(secret: string, id: string, timestamp: string, body: string): string {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : secret;
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}
