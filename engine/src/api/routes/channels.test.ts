import { expect, test } from "vitest";
import { apiFixture } from "../testing/api-fixture.ts";

const script = (code: string) =>
  `channels: { bell: { kind: command, command: ["${process.execPath}", "-e", "${code}"] } }`;

test("channels are listed with how they go", async () => {
  await using api = await apiFixture({ config: script("0") });
  expect((await api.ask("GET", "/api/v1/channels", { as: "viewer" })).json).toEqual({
    channels: [{ channel: "bell", kind: "command", waiting: 0, failed: 0, problem: null }],
  });
});

test("a test goes over the channel itself, and what came of it is told", async () => {
  await using taken = await apiFixture({ config: script("0") });
  expect((await taken.ask("POST", "/api/v1/channels/bell/test")).json).toEqual({ ok: true, how: "the test was taken" });
  await using failing = await apiFixture({ config: script("process.exit(3)") });
  expect((await failing.ask("POST", "/api/v1/channels/bell/test")).json).toEqual({
    ok: false,
    how: expect.stringContaining("3"),
  });
});

test("a channel that is not configured is not there", async () => {
  await using api = await apiFixture();
  const { status, json } = await api.ask("POST", "/api/v1/channels/bell/test");
  expect([status, json.detail]).toEqual([404, "the configuration has no channel bell"]);
});
