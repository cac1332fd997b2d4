import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ControlError } from "../../control/protocol.ts";
import { apiFixture } from "../testing/api-fixture.ts";

test("policies and configuration are read again, and what is wrong with them comes back", async () => {
  const reload = () => ({ ok: false, problems: "error: expected a rule" });
  await using api = await apiFixture({ engine: { reload } });
  expect((await api.ask("POST", "/api/v1/engine/reload")).json).toEqual(reload());
});

test("a check is taken now", async () => {
  await using api = await apiFixture();
  const { json } = await api.ask("POST", "/api/v1/engine/check");
  expect(json).toEqual({ time: "2026-01-05T12:00:00Z", decisions: [] });
});

test("the configuration is shown without a secret", async () => {
  await using api = await apiFixture({
    config: `interval: 2s
api: { tokens: [{ name: tablet, token: tablet-secret-1234567 }] }
channels:
  alerts: { kind: discord, url: "https://discord.com/api/webhooks/1/hook-secret" }
  hook:
    kind: webhook
    url: { env: HOOK_URL }
    secret: { file: /run/signing-secret }
    headers: { X-Key: header-secret }
discord: { bot: { application_id: "1", public_key: "${"0".repeat(64)}", token: bot-secret } }
macros: { heal: { command: ["./heal.sh"], env: { GAME_PASSWORD: game-secret } } }
`,
  });
  const { json, text } = await api.ask("GET", "/api/v1/engine/config", { as: "viewer" });
  expect(text).not.toMatch(/secret-|-secret|HOOK_URL|signing/);
  expect(json).toMatchObject({
    intervalMs: 2000,
    api: { tokens: [{ name: "tablet", role: "viewer", token: "***" }] },
    channels: { alerts: { kind: "discord", url: "***" }, hook: { secret: "***", headers: { "X-Key": "***" } } },
    macros: { heal: { command: ["./heal.sh"], env: { GAME_PASSWORD: "***" } } },
  });
});

test("probes tell strangers whether it works, and no more", async () => {
  await using api = await apiFixture();
  for (const path of ["/livez", "/readyz"])
    expect((await api.ask("GET", path, { as: null })).json).toEqual({ status: "ok" });
});

test("without an engine it lives, and is not ready", async () => {
  const ping = () => {
    throw new ControlError("no engine answers at /run/user/1000/secret-path.sock");
  };
  await using api = await apiFixture({ engine: { ping } });
  expect((await api.ask("GET", "/livez", { as: null })).status).toBe(200);
  const ready = await api.ask("GET", "/readyz", { as: null });
  expect([ready.status, ready.text.includes("secret-path")]).toEqual([503, false]);
});

test("without a record that can be read it is not ready either, and does not say where it is", async () => {
  await using api = await apiFixture();
  rmSync(join(api.folder, "store.sqlite"));
  const ready = await api.ask("GET", "/readyz", { as: null });
  expect([ready.status, ready.text.includes("store.sqlite")]).toEqual([503, false]);
});
