/** A slash command as it goes from Discord to a macro: signed, over HTTP, to the process beside a real engine. */

import { expect, it } from "vitest";
import {
  application,
  command,
  createDiscord,
  operatorRole,
  viewerRole,
} from "../../engine/src/discord/testing/discord.ts";
import { isAlive, openStage, until } from "./testing/stage.ts";

it("stops a real macro by order of who may, and the audit log says who", async () => {
  const discord = createDiscord();
  const stage = openStage(
    {
      "policies/heal.macropolicy":
        'profile heal {\n  match process "*STAGE/heal.sh"\n  rule lost: cancel when fps < 5\n}\n',
    },
    `api: { port: 0 }
discord: { bot: { application_id: "${application}", public_key: "${discord.publicKey}", viewers: ["${viewerRole}"], operators: ["${operatorRole}"] } }
`,
  );
  const macro = stage.macro("heal");
  const engine = await stage.watch();
  await engine.event("macro-start");
  let url: string | null = null;
  await expect
    .poll(async () => {
      url = JSON.parse((await stage.run("status", "--json")).out).dashboard;
      return url;
    })
    .not.toBeNull();
  const send = async (body: object) => {
    const { body: text, signature = "", timestamp = "" } = discord.signed(body);
    const headers = {
      "Content-Type": "application/json",
      "X-Signature-Ed25519": signature,
      "X-Signature-Timestamp": timestamp,
    };
    const response = await fetch(new URL("/discord/interactions", url!), { method: "POST", headers, body: text });
    return { status: response.status, json: (await response.json()) as { type: number; data: { content: string } } };
  };
  expect(await send({ type: 1 })).toEqual({ status: 200, json: { type: 1 } });
  expect((await send(command("macros"))).json.data.content).toMatch(/^- \*\*heal\*\* for .*, heal, risky/);
  expect((await send(command("stop-all"))).json.data.content).toBe("You may not stop macros: that needs another role.");
  expect(isAlive(macro.pid)).toBe(true);
  const stopped = await send(command("stop", { roles: [operatorRole], options: { macro: "heal" } }));
  expect(stopped.json.data.content).toBe("Stopping heal, by order of ann.");
  await until(() => !isAlive(macro.pid), "the macro to end");
  expect((await send(command("report"))).json.data.content).toContain("1 run of 1 macro");
  const { out } = await stage.run("audit", "list", "--action", "macro", "--json");
  const acts = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(acts.map(({ who, from, action, outcome }) => [who, from, action, outcome])).toEqual([
    ["ann (42)", "discord", "macro.stop-all", "refused"],
    ["ann (42)", "discord", "macro.stop", "stopping heal"],
  ]);
});
