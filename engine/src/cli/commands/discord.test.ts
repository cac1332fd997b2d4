/** `macro-engine discord register` against a server that answers as Discord does. */

import { afterEach, expect, test, vi } from "vitest";
import { type Receiver, silence, startReceiver, status } from "../../notify/testing/receiver.ts";
import { discordRegisterCommand } from "./discord.ts";
import { openWorkshop } from "./testing/workshop.ts";

afterEach(() => vi.unstubAllEnvs());

const bot = (more = "") =>
  `discord: { bot: { application_id: "1111", public_key: "${"ab".repeat(32)}", token: { env: BOT_TOKEN }${more} } }\n`;

async function register(receiver: Receiver, configuration: string) {
  const shop = await openWorkshop({ "macro-engine.yaml": configuration });
  const code = await discordRegisterCommand({ api: receiver.url }, shop.io);
  return { code, out: shop.out(), err: shop.err() };
}

test("takes the place of all commands, of a server or everywhere", async () => {
  vi.stubEnv("BOT_TOKEN", "s3cret");
  await using discord = await startReceiver();
  discord.otherwise(status(200, []));
  expect(await register(discord, bot())).toEqual({
    code: 0,
    out: "registered for every server: /macros, /status, /stop, /stop-all, /report\n",
    err: "",
  });
  expect((await register(discord, bot(', guild: "2222"'))).out).toContain("registered for server 2222");
  expect(discord.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "PUT /applications/1111/commands",
    "PUT /applications/1111/guilds/2222/commands",
  ]);
  const [first, second] = discord.received;
  // Of servers alone, which commands of one server are anyway: Discord takes contexts for the others only.
  expect(first!.json.map(({ contexts }: { contexts?: unknown }) => contexts)).toEqual(Array(5).fill([0]));
  for (const each of second!.json) expect(each).not.toHaveProperty("contexts");
  expect(first?.headers.authorization).toBe("Bot s3cret");
  for (const { name, description } of first!.json) {
    // https://discord.com/developers/docs/interactions/application-commands: names and descriptions.
    expect(name).toMatch(/^[-_a-z0-9]{1,32}$/);
    expect(description.length).toBeLessThanOrEqual(100);
  }
  expect(first!.json.find(({ name }: { name: string }) => name === "stop").options).toEqual([
    expect.objectContaining({ name: "macro", type: 3, required: true, autocomplete: true }),
  ]);
});

test("waits when Discord says so, and tries again after its mistakes", async () => {
  vi.stubEnv("BOT_TOKEN", "s3cret");
  await using discord = await startReceiver();
  discord.answer(status(429, {}, { "retry-after": "0.3" }), status(500), status(200, []));
  expect((await register(discord, bot())).code).toBe(0);
  const [first, second] = discord.received;
  expect(second!.at - first!.at).toBeGreaterThanOrEqual(295);
});

test.each([
  [401, "Discord does not know this token (401)"],
  [403, "invite it with the scope applications.commands"],
  [404, "look at application_id and guild"],
  [400, "Discord answers 400"],
])("%d is said in words, without the token", async (code, words) => {
  vi.stubEnv("BOT_TOKEN", "s3cret");
  await using discord = await startReceiver();
  discord.otherwise(status(code, {}));
  const { code: exit, err } = await register(discord, bot());
  expect(exit).toBe(1);
  expect(err).toContain(words);
  expect(err).not.toContain("s3cret");
});

test("what is missing is said before anything is sent", async () => {
  await using discord = await startReceiver();
  discord.otherwise(silence);
  expect(await register(discord, "policies: .\n")).toMatchObject({
    code: 2,
    err: expect.stringContaining("the configuration has no `discord.bot`; add it, with the `application_id`"),
  });
  expect((await register(discord, bot())).err).toContain("the environment has no BOT_TOKEN");
  const short = bot().replace("ab".repeat(32), "abc");
  expect((await register(discord, short)).err).toContain("`discord.bot.public_key` is no key");
  const noToken = bot().replace(", token: { env: BOT_TOKEN }", "");
  expect((await register(discord, noToken)).err).toContain("the bot's token is missing");
  expect(discord.received).toEqual([]);
});
