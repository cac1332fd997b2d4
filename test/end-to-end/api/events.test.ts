/** The event stream of a real engine. */

import { expect, it } from "vitest";
import type { EngineEvent, Snapshot } from "../../../engine/src/api/contract.ts";
import type { StreamedEvent } from "../../../engine/src/api/read-event-stream.ts";
import { openRawStreams } from "../testing/raw-streams.ts";
import { openEvents, served, urlOf } from "../testing/served.ts";
import { openStage, until } from "../testing/stage.ts";

const heal = {
  "policies/heal.macropolicy": `profile heal {
  match process "*STAGE/heal.sh"
  rule slow: warn when fps < 20
}
`,
};

const events = (heard: readonly StreamedEvent[]) =>
  heard.filter(({ event }) => event === "message").map(({ data }) => JSON.parse(data) as EngineEvent);
const snapshots = (heard: readonly StreamedEvent[]) =>
  heard.filter(({ event }) => event === "snapshot").map(({ data }) => JSON.parse(data) as Snapshot);

it("decisions are told as they are made, and again to one who was away", async () => {
  const stage = openStage(heal, served);
  stage.macro("heal");
  const engine = await stage.watch();
  const { run } = await engine.event("macro-start");
  const url = await urlOf(stage);
  const first = await openEvents(url);
  const other = await openEvents(url, { query: "?run=another" });
  stage.report({ fps: 10 });
  await until(() => events(first.heard).some(({ event }) => event === "fire"), "the firing");
  const { lastId } = first;
  first.close();
  await first.ended;
  stage.report({ fps: 60 });
  const cleared = await engine.event("clear", { run });
  const again = await openEvents(url, { after: lastId });
  const decisions = () => events(again.heard).filter(({ event }) => event === "fire" || event === "clear");
  await until(() => decisions().length > 0, "what was missed");
  // The very event that `watch --json` prints, and not the one before it.
  expect(decisions()).toEqual([cleared]);
  expect(again.heard.map(({ event }) => event)).not.toContain("reset");
  expect(other.heard).toEqual([]);

  const stranger = await openEvents(url, { after: "0123456789ab-7" });
  await until(() => stranger.heard.length > 0, "the reset");
  expect(stranger.heard[0]).toEqual({ event: "reset", data: '{"lastId":"0123456789ab-7"}' });
  engine.signal("SIGTERM");
  await again.ended;
  expect(events(again.heard).at(-1)).toMatchObject({ event: "engine-stop" });
});

it("snapshots come to those who ask, as often as the engine looks", async () => {
  const stage = openStage(heal, served);
  stage.macro("heal");
  await (await stage.watch()).event("macro-start");
  const url = await urlOf(stage);
  const [follower, other] = [await openEvents(url, { query: "?snapshots=1" }), await openEvents(url)];
  stage.report({ fps: 42 });
  await until(() => snapshots(follower.heard).some(({ metrics }) => metrics.fps === 42), "the game's snapshot");
  const seen = snapshots(follower.heard);
  expect(seen.at(-1)!.macros).toMatchObject([{ macro: "heal", profile: "heal", state: "running" }]);
  expect(new Set(seen.map(({ time }) => time)).size).toBe(seen.length);
  expect(snapshots(other.heard)).toEqual([]);
});

it("a stream on which nothing happens is heard to live", async () => {
  const stage = openStage(heal, served);
  await stage.watch();
  const [stream] = await openRawStreams(await urlOf(stage), 1);
  await until(() => /\nid: \S+\n\n/.test(stream!.text), "the beginning");
  const [, id] = /\nid: (\S+)\n\n/.exec(stream!.text)!;
  stream!.forget();
  // Every 15 s: an id without an event, from which a reader goes on.
  await until(() => stream!.text.includes(`id: ${id}\n\n`), "a heartbeat");
  expect(stream!.text).not.toContain("data:");
});

it("what is asked for wrongly is refused in words", async () => {
  const stage = openStage(heal, served);
  await stage.watch();
  const url = await urlOf(stage);
  await expect(openEvents(url, { query: "?snapshots=perhaps" })).rejects.toThrow(/^400 .*snapshots/);
  await expect(openEvents(url, { token: "wrong" })).rejects.toThrow(/^401/);
});
