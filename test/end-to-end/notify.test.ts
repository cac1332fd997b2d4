/** Notifications of real engines over real macros: beside a watch, after a run, over crashes. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type Received,
  type Receiver,
  silence,
  startReceiver,
  status,
} from "../../engine/src/notify/testing/receiver.ts";
import { ask, served, urlOf } from "./testing/served.ts";
import { openStage, type Program, type Stage, until } from "./testing/stage.ts";

/** By the letters' ids: one that may have arrived is sent again. */
const lettersOf = (received: readonly Received[]) => [
  ...new Map(received.map(({ headers, json }) => [headers["webhook-id"], json.title])).values(),
];
const idsIn = (received: readonly Received[]) =>
  received.flatMap(({ json }) => json.notifications.map(({ id }: { id: string }) => id));
const titles = (received: readonly Received[]) => received.map(({ json }) => json.title);

/** Of the process beside an engine. */
const planeOf = ({ pid }: Program) => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ")[0]);

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** All that engines wrote, in whatever file. */
function written(stage: Stage): string {
  const files = readdirSync(stage.folder, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.endsWith(".yaml") && statSync(stage.path(name)).isFile())
    .map((name) => readFileSync(stage.path(name), "latin1"));
  expect(files.length).toBeGreaterThan(4);
  return files.join("\n");
}

const guarded = `profile solo { match process "*STAGE/solo.sh" notify hook, hung on pause
  rule slow: pause when fps < 20 until fps > 30 }
profile heal { match process "*STAGE/heal.sh" notify hook, hung, stuck on cancel
  rule lost: cancel when fps < 5 }
profile craft { match process "*STAGE/craft.sh" rule lost: cancel when fps < 5 }
`;

const channels = (hook: Receiver, hung: Receiver) => `channels:
  hook: { kind: webhook, url: "${hook.url}/s3cret-path", secret: s3cret-key, headers: { Authorization: s3cret-header } }
  hung: { kind: discord, url: "${hung.url}/api/webhooks/1/s3cret-token", timeout: 1s }
  stuck: { kind: command, command: [sleep, "600"] }
`;

describe("beside a watch", () => {
  it("tells over the control plane's death and the engine's, delays nothing, shows what waits, and gives no secret away", async () => {
    await using hook = await startReceiver();
    await using hung = await startReceiver();
    hung.otherwise(silence);
    const stage = openStage({ "policies/all.macropolicy": guarded }, served + channels(hook, hung));
    for (const name of ["heal", "heal", "heal", "craft", "craft", "craft", "solo"]) stage.macro(name);
    const engine = await stage.watch("--session", "raid");
    await until(() => engine.events().filter(({ event }) => event === "macro-start").length === 7, "all to be found");

    stage.report({ fps: 10 });
    const { id } = await engine.event("fire");
    await Promise.all([hook.until(1), hung.until(1)]);
    expect(hook.received[0]?.json).toMatchObject({
      title: "solo paused",
      notifications: [{ id, sessionName: "raid", rule: "slow", threshold: "fps < 20", readings: { fps: "10fps" } }],
    });
    // In the middle of the other's delivery.
    process.kill(planeOf(engine), "SIGKILL");
    stage.report({ fps: 50 });
    await engine.event("clear");
    await hung.until(2);
    await expect.poll(() => lettersOf(hook.received)).toEqual(["solo paused", "solo goes on: slow has cleared"]);

    stage.report({ fps: 2 });
    const outcomes = () => engine.events().filter((each) => each.event === "outcome" && each.action === "cancel");
    await until(() => outcomes().length === 6, "all to end");
    const tookMs = (name: string) =>
      median(outcomes().flatMap((each) => (each.event === "outcome" && each.macro === name ? [each.tookMs] : [])));
    // One is told to a server that never answers and to a program that never ends, the other to nobody.
    expect(tookMs("heal") / tookMs("craft")).toBeLessThan(3);

    const waits = { channel: "hung", kind: "discord", failed: 0, problem: "no answer within 1s" };
    const listed = async () => JSON.parse((await stage.run("status", "--json")).out).channels;
    await expect.poll(listed).toContainEqual({ ...waits, waiting: expect.any(Number) });
    const url = await urlOf(stage);
    const answers = [await ask(`${url}/api/v1/channels`), await ask(`${url}/api/v1/engine/config`)];
    expect(answers[0]?.body.channels).toContainEqual({ ...waits, waiting: expect.any(Number) });
    expect(answers[1]?.status).toBe(200);
    const { out } = await stage.run("status");
    expect(out).toMatch(/channel hung \(discord\): \d notifications yet to be delivered; no answer within 1s/);

    // What it decides last, it can tell nobody.
    stage.report({ fps: 50 });
    const before = engine.events().length;
    const last = await engine.event("clear", {}, before);
    engine.signal("SIGKILL");
    await engine.ended;
    const successor = await stage.watch();
    await expect.poll(() => idsIn(hook.received)).toContain(last.id);
    // Another address is tried at once, though the one before was to be tried later.
    await using other = await startReceiver();
    const yaml = readFileSync(stage.path("macro-engine.yaml"), "utf8");
    stage.write({ "macro-engine.yaml": yaml.replace(hung.url, other.url) });
    await expect.poll(() => other.received.length).toBeGreaterThan(0);
    const texts = [engine.out, engine.err, successor.out, successor.err, JSON.stringify(answers), out, written(stage)];
    for (const text of texts) expect(text).not.toContain("s3cret");
  });
});

it("says when it begins that a channel lacks its secret, and goes on", async () => {
  const stage = openStage(
    { "policies/all.macropolicy": guarded.replaceAll("hook, hung, stuck", "hook").replaceAll("hook, hung", "hook") },
    `channels: { hook: { kind: webhook, url: { env: NO_SUCH_HOOK } } }\n`,
  );
  const engine = await stage.watch();
  await engine.says(
    "control plane: nothing can be told over the channel hook: a secret is missing: the environment has no NO_SUCH_HOOK",
  );
  stage.macro("heal");
  await engine.event("macro-start");
});

describe("a run that nobody watches", () => {
  const policy = `profile heal { match macro "heal" notify hook on warn, cancel rule lost: cancel when fps < 20 }\n`;
  const hookAt = ({ url }: Receiver) => `channels: { hook: { kind: webhook, url: "${url}/hook" } }\n`;

  it("ends at once, and its cancellation is told though the receiver takes it only later", async () => {
    await using hook = await startReceiver();
    hook.answer(status(500));
    const stage = openStage({ "policies/heal.macropolicy": policy }, hookAt(hook));
    stage.report({ fps: 10 });
    const run = await stage.run("run", "--macro", "heal", "--", "sleep", "60");
    expect(run.code).toBe(75);
    expect(lettersOf(await hook.until(2))).toEqual(["heal cancelled"]);
    await expect.poll(async () => (await stage.run("notify", "list")).out).toBe("hook (webhook): nothing waits\n");
  });

  it("says in a dry run that it is one", async () => {
    await using hook = await startReceiver();
    const stage = openStage({ "policies/heal.macropolicy": policy }, hookAt(hook));
    stage.report({ fps: 10 });
    const run = stage.start(["run", "--dry-run", "--macro", "heal", "--", "sleep", "60"]);
    await hook.until(1);
    expect(titles(hook.received)).toEqual(["dry run: heal would be cancelled"]);
    run.signal("SIGTERM");
    await run.ended;
  });
});
