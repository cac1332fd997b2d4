/** `macro-engine notify`: a test over every kind of channel, and what waits. */

import { chmodSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { openQueue, queuePathOf } from "../../notify/queue.ts";
import { notification } from "../../notify/testing/example.ts";
import { startReceiver, status } from "../../notify/testing/receiver.ts";
import { notifyListCommand, notifyTestCommand } from "./notify.ts";
import { openWorkshop } from "./testing/workshop.ts";

afterEach(() => vi.unstubAllEnvs());

const configuration = (url: string) => `channels:
  raid: { kind: discord, url: { env: HOOK } }
  hook: { kind: webhook, url: "${url}/hook", secret: abc }
  phone: { kind: ntfy, url: "${url}/topic" }
  screen: { kind: desktop }
  voice: { kind: command, command: [./say, "{title}"], cwd: . }
store: { path: store.sqlite }
`;

async function shopWith(url: string) {
  const shop = await openWorkshop({
    "macro-engine.yaml": configuration(url),
    "notify-send": '#!/bin/sh\nprintf "%s\\n" "$4" > "$(dirname "$0")/shown"\n',
    say: '#!/bin/sh\necho "$1" > said\n',
  });
  for (const name of ["notify-send", "say"]) chmodSync(join(shop.cwd, name), 0o755);
  vi.stubEnv("PATH", `${shop.cwd}${delimiter}${process.env.PATH}`);
  vi.stubEnv("HOOK", `${url}/api/webhooks/1/s3cret`);
  return shop;
}

test("a test goes over every kind of channel, without an engine, and says what went wrong", async () => {
  await using hook = await startReceiver();
  const { cwd, io, out, err } = await shopWith(hook.url);
  for (const name of ["raid", "hook", "phone", "screen", "voice"]) {
    expect(await notifyTestCommand(name, {}, io)).toBe(0);
    expect([out(), err()]).toEqual([`${name}: the test was taken\n`, ""]);
  }
  expect(hook.received.map(({ url }) => url)).toEqual(["/api/webhooks/1/s3cret?wait=true", "/hook", "/"]);
  for (const said of ["shown", "said"]) expect(readFileSync(join(cwd, said), "utf8")).toBe("macro-engine: a test\n");

  hook.answer(status(404), status(500));
  expect(await notifyTestCommand("raid", {}, io)).toBe(1);
  expect(err()).toBe(
    "raid: the test was not taken: Discord knows no such webhook (404): it was deleted; make another and name its URL\n",
  );
  await notifyTestCommand("hook", { json: true }, io);
  const problem = "it answers 500, an error of its own";
  expect(JSON.parse(out())).toEqual({ channel: "hook", kind: "webhook", delivered: false, problem });
  expect(await notifyTestCommand("radi", {}, io)).toBe(2);
  expect(err()).toBe(
    "macro-engine: there is no channel radi; the configuration has raid, hook, phone, screen, voice\n",
  );
});

test("what waits is listed with why, for channels that are no more too", async () => {
  const { cwd, io, out } = await shopWith("http://127.0.0.1:9");
  expect(await notifyListCommand({}, io)).toBe(0);
  expect(out()).toContain("raid (discord): nothing waits\n");
  const queue = openQueue(queuePathOf(join(cwd, "store.sqlite")));
  for (const channel of ["hook", "guild"]) queue.add(channel, notification({ time: new Date().toISOString() }));
  queue.setCourse("hook", { nextAt: 0, tries: 1, problem: "nobody listens there" });
  queue.close();
  expect(await notifyListCommand({}, io)).toBe(1);
  expect(out().split("\n")).toEqual([
    "raid (discord): nothing waits",
    "hook (webhook): 1 waiting; nobody listens there",
    "phone (ntfy): nothing waits",
    "screen (desktop): nothing waits",
    "voice (command): nothing waits",
    "guild (removed): 1 waiting; the configuration has no such channel any more; what waits is kept for a day, in case it comes back",
    "",
  ]);
});
