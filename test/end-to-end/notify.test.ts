/** Notifications of real engines over real macros: beside a watch, after a run, over a crash. */

import { chmodSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type Received, type Receiver, startReceiver, status } from "../../engine/src/notify/testing/receiver.ts";
import { isAlive, openStage, type Stage, until } from "./testing/stage.ts";

const policies = (rules: string) => ({
  "policies/heal.macropolicy": `profile heal {\n  match process "*STAGE/heal.sh"\n  match macro "heal"\n  notify hook on warn, pause, cancel\n  ${rules}\n}\n`,
});
const channelTo = ({ url }: Receiver) => `channels: { hook: { kind: webhook, url: "${url}/hook" } }\n`;
const titles = (received: readonly Received[]) => received.map(({ json }) => json.title);

async function channelsOf(stage: Stage) {
  const { out } = await stage.run("status", "--json");
  return JSON.parse(out).channels;
}

describe("beside a watch", () => {
  it("tells of a pause and its end, what was measured, and in which session", async () => {
    await using hook = await startReceiver();
    const stage = openStage(policies("rule slow: pause when fps < 20 until fps > 30"), channelTo(hook));
    stage.macro("heal");
    const engine = await stage.watch("--session", "raid");
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    const { id } = await engine.event("fire");
    await hook.until(1);
    stage.report({ fps: 50 });
    await hook.until(2);
    expect(titles(hook.received)).toEqual(["heal paused", "heal goes on: slow has cleared"]);
    expect(hook.received[0]?.json.notifications[0]).toMatchObject({
      id,
      sessionName: "raid",
      rule: "slow",
      threshold: "fps < 20",
      readings: { fps: "10fps" },
    });
    expect(await channelsOf(stage)).toEqual([
      { channel: "hook", kind: "webhook", waiting: 0, failed: 0, problem: null },
    ]);
  });

  it("shows in its status what is not delivered, guards meanwhile, and its successor delivers it", async () => {
    await using hook = await startReceiver();
    hook.otherwise(status(503));
    const stage = openStage(policies("rule lost: cancel when fps < 20"), channelTo(hook));
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    await until(() => !isAlive(macro.pid), "the macro to end");
    await hook.until(1);
    await expect
      .poll(() => channelsOf(stage))
      .toEqual([{ channel: "hook", kind: "webhook", waiting: 1, failed: 0, problem: "it answers 503, unavailable" }]);
    expect((await stage.run("notify", "list")).out).toBe("hook (webhook): 1 waiting; it answers 503, unavailable\n");
    engine.signal("SIGTERM");
    expect(await engine.ended).toBe(0);
    hook.otherwise(status(204));
    const tried = hook.received.length;
    stage.report({ fps: 60 });
    await stage.watch();
    await hook.until(tried + 1);
    expect(titles(hook.received).at(-1)).toBe("heal cancelled");
  });

  it("tells what an engine decided just before it was killed", async () => {
    await using hook = await startReceiver();
    const stage = openStage(policies("rule lost: cancel when fps < 20"), channelTo(hook));
    stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    await engine.event("fire");
    engine.signal("SIGKILL");
    await engine.ended;
    stage.report({ fps: 60 });
    await stage.watch();
    await hook.until(1);
    await sleep(500);
    expect(titles(hook.received)).toEqual(["heal cancelled"]);
  });

  it("takes up a channel that a changed configuration names", async () => {
    await using hook = await startReceiver();
    await using other = await startReceiver();
    const stage = openStage(policies("rule slow: warn when fps < 20"), channelTo(hook));
    stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    const before = readFileSync(stage.path("macro-engine.yaml"), "utf8");
    stage.write({ "macro-engine.yaml": before.replace(channelTo(hook), channelTo(other)) });
    await engine.event("reload");
    // The process beside the engine reads it a moment later.
    for (let low = true; other.received.length === 0; low = !low) {
      const before = engine.events().length;
      stage.report({ fps: low ? 10 : 60 });
      await engine.event(low ? "fire" : "clear", {}, before);
      await sleep(300);
    }
    const told = hook.received.length;
    await sleep(300);
    expect(hook.received).toHaveLength(told);
  });
});

describe("a run that nobody watches", () => {
  it("ends at once, and its cancellation is told though the receiver takes it only later", async () => {
    await using hook = await startReceiver();
    hook.answer(status(500), status(500));
    const stage = openStage(policies("rule lost: cancel when fps < 20"), channelTo(hook));
    stage.report({ fps: 10 });
    const run = await stage.run("run", "--macro", "heal", "--", "sleep", "60");
    expect(run.code).toBe(75);
    const received = await hook.until(3);
    expect(titles(received)).toEqual(["heal cancelled", "heal cancelled", "heal cancelled"]);
    expect(new Set(received.map(({ json }) => json.id)).size).toBe(1);
    await expect.poll(async () => (await stage.run("notify", "list")).out).toBe("hook (webhook): nothing waits\n");
  });

  it("says in a dry run that it is one", async () => {
    await using hook = await startReceiver();
    const stage = openStage(policies("rule lost: cancel when fps < 20"), channelTo(hook));
    stage.report({ fps: 10 });
    const run = stage.start(["run", "--dry-run", "--macro", "heal", "--", "sleep", "60"]);
    await hook.until(1);
    expect(titles(hook.received)).toEqual(["dry run: heal would be cancelled"]);
    run.signal("SIGTERM");
    await run.ended;
  });
});

describe("macro-engine notify test", () => {
  it("sends over every kind of channel, without an engine, and says what went wrong", async () => {
    await using hook = await startReceiver();
    const stage = openStage(
      {
        "bin/notify-send": '#!/bin/sh\nprintf "%s\\n" "$4" > STAGE/shown\n',
        "bin/say": '#!/bin/sh\necho "$1" > STAGE/said\n',
      },
      `channels:
  raid: { kind: discord, url: { env: HOOK } }
  hook: { kind: webhook, url: "${hook.url}/hook", secret: abc }
  phone: { kind: ntfy, url: "${hook.url}/topic" }
  screen: { kind: desktop }
  voice: { kind: command, command: [./bin/say, "{title}"], cwd: . }
`,
    );
    for (const name of ["bin/notify-send", "bin/say"]) chmodSync(stage.path(name), 0o755);
    const env = { HOOK: `${hook.url}/api/webhooks/1/s3cret`, PATH: `${stage.path("bin")}:${stage.env.PATH}` };
    const test = async (name: string, ...more: string[]) => {
      const program = stage.start(["notify", "test", name, ...more], { env });
      return { code: await program.ended, out: program.out, err: program.err };
    };
    for (const name of ["raid", "hook", "phone", "screen", "voice"])
      expect(await test(name)).toEqual({ code: 0, out: `${name}: the test was taken\n`, err: "" });
    expect(hook.received.map(({ url }) => url)).toEqual(["/api/webhooks/1/s3cret?wait=true", "/hook", "/"]);
    expect(readFileSync(stage.path("shown"), "utf8")).toBe("macro-engine: a test\n");
    expect(readFileSync(stage.path("said"), "utf8")).toBe("macro-engine: a test\n");
    hook.answer(status(404));
    const refused = await test("raid");
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toBe(
      "raid: the test was not taken: Discord knows no such webhook (404): it was deleted; make another and name its URL\n",
    );
    hook.answer(status(500));
    expect(JSON.parse((await test("hook", "--json")).out)).toEqual({
      channel: "hook",
      kind: "webhook",
      delivered: false,
      problem: "it answers 500, an error of its own",
    });
    expect(await test("radi")).toMatchObject({
      code: 2,
      err: "macro-engine: there is no channel radi; the configuration has raid, hook, phone, screen, voice\n",
    });
  });
});
