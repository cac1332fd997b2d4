/** What a webhook is sent: JSON, and a signature that a library of others takes. */

import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { expect, test } from "vitest";
import { digest, letter, notification } from "../testing/example.ts";
import { startReceiver, status } from "../testing/receiver.ts";
import { webhookChannel } from "./webhook.ts";

const secret = `whsec_${Buffer.from("a key of some length for a signature").toString("base64")}`;

function channelTo(url: string, key: string | null, headers = {}) {
  return webhookChannel({
    kind: "webhook",
    url: { kind: "written", text: `${url}/hook?x=1` },
    secret: key === null ? null : { kind: "written", text: key },
    headers,
    timeoutMs: 5000,
  });
}

test("the signature is one that Standard Webhooks' own library takes, and no other body passes for it", async () => {
  await using receiver = await startReceiver();
  expect(await channelTo(receiver.url, secret).deliver(letter())).toEqual({ kind: "delivered" });
  const { text, headers, json, url } = receiver.received[0]!;
  expect(url).toBe("/hook?x=1");
  const given = headers as Record<string, string>;
  expect(new Webhook(secret).verify(text, given)).toEqual(json);
  expect(() => new Webhook(secret).verify(text.replace("heal", "hurt"), given)).toThrow(WebhookVerificationError);
  expect(given["webhook-id"]).toBe("0198-fired");
});

test("a secret of plain words signs too", async () => {
  await using receiver = await startReceiver();
  await channelTo(receiver.url, "plain words").deliver(letter());
  const { text, headers } = receiver.received[0]!;
  const asBase64 = Buffer.from("plain words").toString("base64");
  expect(() => new Webhook(asBase64).verify(text, headers as Record<string, string>)).not.toThrow();
});

test("one notification, whole", async () => {
  await using receiver = await startReceiver();
  const headers = { Authorization: { kind: "written", text: "Bearer abc" } } as const;
  await channelTo(receiver.url, null, headers).deliver(letter());
  const { json, headers: got } = receiver.received[0]!;
  expect(got.authorization).toBe("Bearer abc");
  expect(got["webhook-signature"]).toBeUndefined();
  expect(json).toEqual({
    version: 1,
    id: "0198-fired",
    kind: "fired",
    title: "heal paused",
    text: "low_fps: frames at 12fps, limit 15fps. It goes on when this has passed.",
    dryRun: false,
    notifications: [
      {
        ...notification(),
        title: "heal paused",
        text: "low_fps: frames at 12fps, limit 15fps. It goes on when this has passed.",
      },
    ],
    course: expect.objectContaining({ metric: "fps", values: [60, 58, null, 12] }),
  });
});

test("a digest has every notification", async () => {
  await using receiver = await startReceiver();
  const list = Array.from({ length: 5 }, (_, i) => notification({ id: `n${i}` }));
  await channelTo(receiver.url, null).deliver(digest(list));
  const { json } = receiver.received[0]!;
  expect(json).toMatchObject({ kind: "digest", title: "5 paused", text: "heal paused by low_fps (5 times)" });
  expect(json.notifications.map(({ id }: { id: string }) => id)).toEqual(["n0", "n1", "n2", "n3", "n4"]);
});

test("a secret that is missing is said without what it would have been", async () => {
  const channel = webhookChannel({
    kind: "webhook",
    url: { kind: "env", name: "MACRO_ENGINE_NO_SUCH_HOOK" },
    secret: null,
    headers: {},
    timeoutMs: 5000,
  });
  await expect(channel.deliver(letter())).rejects.toThrow("the environment has no MACRO_ENGINE_NO_SUCH_HOOK");
});

test("401 is for its owner to mend", async () => {
  await using receiver = await startReceiver();
  receiver.answer(status(401));
  expect(await channelTo(receiver.url, null).deliver(letter())).toEqual({
    kind: "gone",
    problem: "it answers 401, it wants to know who we are, or another token",
  });
});
