/** What Discord is sent, and what its answers mean: against a server of its own that answers as Discord does. */

import { describe, expect, test } from "vitest";
import type { Channel } from "../channel.ts";
import { digest, letter, notification } from "../testing/example.ts";
import { cut, type Receiver, silence, slowly, startReceiver, status } from "../testing/receiver.ts";
import { discordChannel } from "./discord.ts";

const path = "/api/webhooks/123/s3cret-token";

function channelTo(receiver: Receiver, timeoutMs = 5000): Channel {
  return discordChannel({ kind: "discord", url: { kind: "written", text: receiver.url + path }, timeoutMs });
}

test("an embed has the colour of the level, rule, limit, values, course and session", async () => {
  await using receiver = await startReceiver();
  expect(await channelTo(receiver).deliver(letter())).toEqual({ kind: "delivered" });
  const [{ method, url, json }] = receiver.received as [Receiver["received"][number]];
  expect([method, url]).toEqual(["POST", `${path}?wait=true`]);
  expect(json).toEqual({
    username: "macro-engine",
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: "heal paused",
        description: "low\\_fps: frames at 12fps, limit 15fps. It goes on when this has passed.",
        color: 0xf39c12,
        timestamp: "2026-01-05T12:00:20.000Z",
        fields: [
          { name: "Rule", value: "healing.low\\_fps", inline: true },
          { name: "Level", value: "risky", inline: true },
          { name: "Limit", value: "fps \\< 15fps for 3s", inline: false },
          { name: "Values", value: "fps 12fps\ncpu.usage missing", inline: false },
          { name: "fps, 12fps to 60fps", value: "`█▇ ▁`", inline: false },
          { name: "More", value: "`macro-engine explain 0198-fired`", inline: false },
        ],
        footer: { text: "session raid" },
      },
    ],
  });
});

test("a thread that the URL names is kept", async () => {
  await using receiver = await startReceiver();
  const url = { kind: "written", text: `${receiver.url}${path}?thread_id=42` } as const;
  await discordChannel({ kind: "discord", url, timeoutMs: 5000 }).deliver(letter());
  expect(receiver.received[0]?.url).toBe(`${path}?thread_id=42&wait=true`);
});

test("what macros and policies say pings nobody, links nowhere and formats nothing", async () => {
  await using receiver = await startReceiver();
  const macro = "@everyone **x** <@&1> [a](http://b) `c` \u202e\u0007||d||";
  await channelTo(receiver).deliver(letter({ macro, action: "cancel", message: "# big\n> quote\n- list ```code```" }));
  const { title, description } = receiver.received[0]!.json.embeds[0];
  expect(title).toBe("\\@everyone \\*\\*x\\*\\* \\<\\@&1\\> \\[a\\](http\\://b) \\`c\\` \\|\\|d\\|\\| cancelled");
  expect(description).toBe("low\\_fps: # big\n\\> quote\n\\- list \\`\\`\\`code\\`\\`\\`");
  expect(receiver.received[0]!.json.allowed_mentions).toEqual({ parse: [] });
});

test("the longest words stay within Discord's limits", async () => {
  await using receiver = await startReceiver();
  const long = "*😀".repeat(3000);
  const readings = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`guild.metric_${i}`, long]));
  const changes = {
    macro: long,
    rule: long,
    profile: long,
    message: long,
    threshold: long,
    sessionName: long,
    readings,
  };
  const many = Array.from({ length: 40 }, (_, i) => notification({ ...changes, rule: `${i}${long}` }));
  await channelTo(receiver).deliver(
    letter(changes, { metric: long, values: [], stepMs: 1, picture: "▁", range: long }),
  );
  await channelTo(receiver).deliver(digest(many));
  expect(receiver.received).toHaveLength(2);
  for (const { json } of receiver.received) {
    const [embed] = json.embeds;
    const { title, description, fields = [], footer } = embed;
    expect(title.length).toBeLessThanOrEqual(256);
    expect(description.length).toBeLessThanOrEqual(4096);
    for (const field of fields) {
      expect(field.name.length).toBeLessThanOrEqual(256);
      expect(field.value.length).toBeGreaterThan(0);
      expect(field.value.length).toBeLessThanOrEqual(1024);
    }
    const texts: string[] = [title, description, footer?.text ?? ""];
    texts.push(...fields.flatMap((field: { name: string; value: string }) => [field.name, field.value]));
    expect(texts.join("").length).toBeLessThanOrEqual(6000);
    for (const text of texts) {
      expect(text.isWellFormed()).toBe(true);
      expect(text).not.toMatch(/(?<!\\)(\\\\)*\\…$/);
    }
  }
});

test("a digest has a line for each rule, the gravest colour, and the session", async () => {
  await using receiver = await startReceiver();
  const list = [
    notification({ level: "dangerous", action: "cancel", rule: "lag" }),
    ...Array.from({ length: 4 }, () => notification({ macro: "@everyone", action: "warn", dryRun: true })),
  ];
  await channelTo(receiver).deliver(digest(list));
  expect(receiver.received[0]!.json.embeds).toEqual([
    {
      title: "1 cancelled, 4 warnings",
      description: "- heal cancelled by lag\n- \\@everyone: warning by low\\_fps (4 times)",
      color: 0xe74c3c,
      timestamp: "2026-01-05T12:00:20.000Z",
      footer: { text: "session raid · dry run" },
    },
  ]);
});

test("a dry run says so", async () => {
  await using receiver = await startReceiver();
  await channelTo(receiver).deliver(letter({ dryRun: true, action: "cancel" }));
  const [embed] = receiver.received[0]!.json.embeds;
  expect(embed.title).toBe("dry run: heal would be cancelled");
  expect(embed.description).toContain("Nothing is done in a dry run");
  expect(embed.footer.text).toBe("session raid · dry run");
});

describe("what an answer means", () => {
  const limited = { message: "You are being rate limited.", retry_after: 1.337, global: false };
  test.each([
    ["204", status(204), { kind: "delivered" }],
    ["200 with the message", status(200, { id: "1" }), { kind: "delivered" }],
    [
      "the last one of its window",
      status(200, { id: "1" }, { "x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "1.5" }),
      { kind: "delivered", waitMs: 1500 },
    ],
    [
      "429 says when, in fractions of a second",
      status(429, limited, { "retry-after": "2" }),
      { kind: "later", problem: "it answers 429, too many requests", afterMs: 1337 },
    ],
    [
      "429 of a proxy",
      status(429, "<html>", { "retry-after": "65" }),
      { kind: "later", problem: "it answers 429, too many requests", afterMs: 65_000 },
    ],
    ["500", status(500, "oops"), { kind: "later", problem: "it answers 500, an error of its own", afterMs: null }],
    [
      "404",
      status(404, { message: "Unknown Webhook", code: 10015 }),
      { kind: "gone", problem: "Discord knows no such webhook (404): it was deleted; make another and name its URL" },
    ],
    ["400", status(400, { embeds: ["0"] }), { kind: "refused", problem: "it answers 400, it cannot read this" }],
    [
      "a redirect, which would give the token away",
      status(302, "", { location: "http://127.0.0.1:9/" }),
      { kind: "gone", problem: "it answers 302: it has moved; name its new address" },
    ],
    ["a cut connection", cut, { kind: "later", problem: "the connection was cut", afterMs: null }],
    ["nothing at all", silence, { kind: "later", problem: "no answer within 3s", afterMs: null }],
    ["too late", slowly(6000, 204), { kind: "later", problem: "no answer within 3s", afterMs: null }],
    ["late, but in time", slowly(150, 204), { kind: "delivered" }],
  ] as const)("%s", async (_, answer, expected) => {
    await using receiver = await startReceiver();
    receiver.answer(answer);
    expect(await channelTo(receiver, 3000).deliver(letter())).toEqual(expected);
  });

  test("nobody is there", async () => {
    const receiver = await startReceiver();
    await receiver[Symbol.asyncDispose]();
    const outcome = await channelTo(receiver).deliver(letter());
    expect(outcome).toEqual({ kind: "later", problem: "nobody listens there", afterMs: null });
  });
});
