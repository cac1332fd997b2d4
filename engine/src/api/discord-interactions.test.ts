/** Discord's requests at the API: by their signature alone, whatever tokens there are. */

import { expect, test } from "vitest";
import { command, createDiscord, operatorRole, viewerRole } from "../discord/testing/discord.ts";
import { decisionEntries } from "../store/entries.ts";
import { decision, run, sessionStart } from "../store/testing/example.ts";
import { type ApiFixture, apiFixture } from "./testing/api-fixture.ts";

const discord = createDiscord();
const bot = `discord: { bot: { application_id: "1111", public_key: "${discord.publicKey}", viewers: ["${viewerRole}"], operators: ["${operatorRole}"] } }\n`;

async function send(api: ApiFixture, body: unknown, forged = false) {
  const { body: text, signature = "", timestamp = "" } = discord.signed(body);
  return api.ask("POST", "/discord/interactions", {
    as: null,
    body: text,
    headers: {
      "content-type": "application/json",
      "x-signature-ed25519": forged ? "0".repeat(128) : signature,
      "x-signature-timestamp": timestamp,
    },
  });
}

test("what Discord has signed is answered, without a token; what it has not is refused", async () => {
  await using api = await apiFixture({ config: bot });
  // Blanks and order are part of what is signed.
  expect(await send(api, '{ "type" :  1 }')).toMatchObject({ status: 200, json: { type: 1 } });
  expect(await send(api, { type: 1 }, true)).toMatchObject({ status: 401 });
  const unsigned = await api.ask("POST", "/discord/interactions", { as: "operator", body: { type: 1 } });
  expect(unsigned.status).toBe(401);
  expect(api.calls).toEqual([]);
  const forged = {
    role: "none",
    from: "127.0.0.1",
    action: "discord.command",
    outcome: expect.stringMatching(/^refused/),
  };
  expect(api.acts).toMatchObject([forged, { ...forged, role: "operator" }]);
});

test("a macro is stopped by order of who may, and the audit log says who", async () => {
  await using api = await apiFixture({
    config: bot,
    engine: { stop: () => ({ stopping: [{ id: "r1", macro: "heal", pid: 1 }] }) },
  });
  await send(api, command("stop", { roles: [viewerRole], options: { macro: "heal" } }));
  const { json } = await send(api, command("stop", { roles: [operatorRole], options: { macro: "heal" } }));
  expect(json.data.content).toBe("Stopping heal, by order of ann.");
  expect(api.calls).toEqual([{ method: "stop", params: { id: "heal" } }]);
  const ann = { who: "ann (42)", from: "discord", action: "macro.stop", target: "heal" };
  expect(api.acts).toEqual([
    { ...ann, role: "none", outcome: "refused" },
    { ...ann, role: "operator", outcome: "stopping heal" },
  ]);
});

test("/report reads the record", async () => {
  await using api = await apiFixture({ config: bot });
  const wall = Date.now() - 60_000;
  api.store.write([
    sessionStart("s1", { startedWall: wall }),
    { kind: "run-start", session: "s1", run: run("r1", { startedWall: wall }) },
    ...decisionEntries([decision({ run: "r1", wall: wall + 1000 })], { session: "s1", dryRun: false }),
  ]);
  const { json } = await send(api, command("report"));
  expect(json.data.content).toContain("heal.cpu\\_hot cancelled 1");
});

test("a body that is too large, or is no JSON, is refused", async () => {
  await using api = await apiFixture({ config: bot });
  expect((await send(api, { type: 1, padding: "x".repeat(100_000) })).status).toBe(413);
  expect((await send(api, "{")).status).toBe(400);
});

test("without a bot there is no such route, and a key that is none is said", async () => {
  await using without = await apiFixture();
  expect((await send(without, { type: 1 })).status).toBe(404);
  await using wrong = await apiFixture({ config: bot.replace(discord.publicKey, "abc") });
  expect((await send(wrong, { type: 1 })).status).toBe(404);
  expect(wrong.problems.join()).toContain("`discord.bot.public_key` is no key");
});

test("a bot that comes, goes or has another key is followed", async () => {
  await using api = await apiFixture();
  api.follow(bot);
  expect((await send(api, { type: 1 })).status).toBe(200);
  api.follow(bot.replace(discord.publicKey, createDiscord().publicKey));
  expect((await send(api, { type: 1 })).status).toBe(401);
  api.follow("");
  expect((await send(api, { type: 1 })).status).toBe(404);
});
