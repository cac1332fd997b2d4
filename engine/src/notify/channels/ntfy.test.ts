/** What an ntfy server is sent. */

import { expect, test } from "vitest";
import { digest, letter, notification } from "../testing/example.ts";
import { startReceiver, status } from "../testing/receiver.ts";
import { ntfyChannel } from "./ntfy.ts";

function channelTo(url: string, token: string | null = null) {
  const secret = token === null ? null : ({ kind: "written", text: token } as const);
  return ntfyChannel({ kind: "ntfy", url: { kind: "written", text: url }, token: secret, timeoutMs: 5000 });
}

test("JSON goes to the server and names the topic", async () => {
  await using receiver = await startReceiver();
  await channelTo(`${receiver.url}/guild%20raid/`, "tk_abc").deliver(letter({ macro: "hęal 😀" }));
  await channelTo(`${receiver.url}/behind/a/proxy/raid`).deliver(letter());
  const [first, second] = receiver.received;
  expect(first).toMatchObject({ method: "POST", url: "/", headers: { authorization: "Bearer tk_abc" } });
  expect(first?.json).toEqual({
    topic: "guild raid",
    title: "hęal 😀 paused",
    message: "low_fps: frames at 12fps, limit 15fps. It goes on when this has passed.",
    priority: 3,
    tags: ["pause_button"],
  });
  expect(second).toMatchObject({ url: "/behind/a/proxy/", json: { topic: "raid" } });
  expect(second?.headers.authorization).toBeUndefined();
});

test("the graver, the louder", async () => {
  await using receiver = await startReceiver();
  const channel = channelTo(`${receiver.url}/raid`);
  await channel.deliver(letter({ kind: "recovered" }));
  await channel.deliver(letter({ action: "warn" }));
  await channel.deliver(letter({ action: "cancel" }));
  await channel.deliver(letter({ action: "cancel", level: "dangerous" }));
  await channel.deliver(digest([notification({ action: "warn" }), notification({ action: "cancel" })]));
  expect(receiver.received.map(({ json }) => [json.priority, json.tags[0]])).toEqual([
    [2, "white_check_mark"],
    [3, "warning"],
    [4, "octagonal_sign"],
    [5, "octagonal_sign"],
    [4, "octagonal_sign"],
  ]);
});

test("what is too long is cut, between characters", async () => {
  await using receiver = await startReceiver();
  await channelTo(`${receiver.url}/raid`).deliver(letter({ macro: "😀".repeat(100), message: "ę".repeat(5000) }));
  const { title, message } = receiver.received[0]!.json;
  for (const [text, most] of [
    [title, 250],
    [message, 3500],
  ] as const) {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(most);
    expect(Buffer.byteLength(text)).toBeGreaterThan(most - 8);
    expect(text).toMatch(/[^\ufffd]…$/);
  }
});

test("a URL without a topic, and a server that limits", async () => {
  await using receiver = await startReceiver();
  expect(await channelTo(receiver.url).deliver(letter())).toMatchObject({ kind: "gone" });
  expect(receiver.received).toEqual([]);
  receiver.answer(status(429, { code: 42901, http: 429, error: "limit reached" }));
  const outcome = await channelTo(`${receiver.url}/raid`).deliver(letter());
  expect(outcome).toEqual({ kind: "later", problem: "it answers 429, too many requests", afterMs: null });
});
