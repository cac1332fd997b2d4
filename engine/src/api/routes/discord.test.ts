import { expect, test } from "vitest";
import { application, command, createDiscord, operatorRole } from "../../discord/testing/discord.ts";
import { apiFixture } from "../testing/api-fixture.ts";

const path = "/discord/interactions";
const discord = createDiscord();
const config = `discord: { bot: { application_id: "${application}", public_key: "${discord.publicKey}", operators: ["${operatorRole}"] } }
api: { hosts: [bot.example.net] }`;

async function ask(body: unknown, change: (text: string) => string = (text) => text) {
  await using api = await apiFixture({ config });
  const { signature = "", timestamp = "", body: text } = discord.signed(body);
  const headers = {
    host: "bot.example.net",
    "content-type": "application/json",
    "x-signature-ed25519": signature,
    "x-signature-timestamp": timestamp,
  };
  const answered = await api.ask("POST", path, { as: null, body: change(text), headers });
  return { ...answered, json: answered.json, acts: [...api.acts], calls: [...api.calls] };
}

test("Discord's ping is answered by its signature, without a token", async () => {
  const { status, json } = await ask({ type: 1 });
  expect([status, json]).toEqual([200, { type: 1 }]);
});

test("a body that was changed on its way, in a blank even, is refused", async () => {
  expect((await ask({ type: 1 }, (text) => `${text} `)).status).toBe(401);
  expect((await ask({ type: 1 }, () => "not JSON")).status).toBe(401);
});

test("a command that stops macros stands in the audit log, by who gave it", async () => {
  const { status, acts, calls } = await ask(command("stop-all", { roles: [operatorRole] }));
  expect(status).toBe(200);
  expect(calls.map(({ method }) => method)).toContain("stop");
  expect(acts).toHaveLength(1);
  expect(acts[0]).toMatchObject({ who: "ann (42)", role: "operator", outcome: "stopping none" });
});

test("without a bot in the configuration there is no such route", async () => {
  await using api = await apiFixture();
  expect((await api.ask("POST", path, { body: { type: 1 } })).status).toBe(404);
});
