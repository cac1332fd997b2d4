/** Five hundred followers of the event stream, some of whom never read: neither the engine nor the others notice. */

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type ControlClient, connectControl } from "../../../engine/src/control/connect-control.ts";
import { socketPathsFor } from "../../../engine/src/control/socket-path.ts";
import { openRawStreams, type RawStream, socketsOf } from "../testing/raw-streams.ts";
import { served, urlOf } from "../testing/served.ts";
import { openStage, until } from "../testing/stage.ts";

const heal = {
  "policies/heal.macropolicy": `profile heal {
  match process "*STAGE/heal.sh"
  rule slow: warn when fps < 20
}
`,
};

const onLinux = it.runIf(process.platform === "linux");
const countOf = (text: string, part: string) => text.split(part).length - 1;
const snapshotsIn = ({ text }: RawStream) => countOf(text, "event: snapshot\n");

/** Of the events in a stream's text, in order. */
const eventNumbers = (text: string) =>
  [...text.matchAll(/^id: [0-9a-f]+-(\d+)\ndata: /gm)].map(([, number]) => Number(number));
const gapsIn = (numbers: readonly number[]) => numbers.filter((number, at) => number !== numbers[0]! + at);

/** What the engine uses while it looks that many times, CPU seconds, and how long a reader waits for it, ms. */
async function costOf(client: ControlClient, follower: RawStream, looks: number) {
  const used = async () => (await client.call("status", {})).cost.cpuSeconds;
  const [before, began] = [await used(), performance.now()];
  follower.forget();
  await until(() => snapshotsIn(follower) >= looks, `${looks} snapshots`);
  const tookMs = performance.now() - began;
  return { cpuSeconds: (await used()) - before, tookMs };
}

function controlPlaneOf(engine: number): number {
  const [child] = readFileSync(`/proc/${engine}/task/${engine}/children`, "utf8").trim().split(" ");
  return Number(child);
}

/** Resident bytes of a process. */
function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]);
}

onLinux("500 follow, 90 of them without ever reading", async () => {
  const stage = openStage(heal, served);
  stage.macro("heal");
  const engine = await stage.watch();
  const { run } = await engine.event("macro-start");
  const url = await urlOf(stage);
  const client = await connectControl(socketPathsFor(stage.path("policies"), stage.env)[0]!);
  const [alone] = await openRawStreams(url, 1, { query: "?snapshots=1" });
  await costOf(client, alone!, 5);
  const costAlone = await costOf(client, alone!, 15);
  const controlPlane = controlPlaneOf(engine.pid);
  const socketsBefore = socketsOf(controlPlane);

  const ofRun = `?run=${run}&snapshots=1`;
  const followers = await openRawStreams(url, 10, { query: "?snapshots=1" });
  const readers = [...(await openRawStreams(url, 399, { query: ofRun })), ...followers];
  await openRawStreams(url, 80, { query: ofRun, reads: false });
  const stuck = await openRawStreams(url, 10, { reads: false });
  await until(() => readers.every((reader) => snapshotsIn(reader) > 0), "everybody to hear something");
  const socketsOfAll = socketsBefore + readers.length + 80 + stuck.length;
  await until(() => socketsOf(controlPlane) >= socketsOfAll, "every connection to be taken");
  expect(socketsOf(controlPlane)).toBe(socketsOfAll);
  const memory = memoryOf(controlPlane);

  // Events of several kB, to those who follow all, until what the kernel keeps for a reader is full. Those who do read get
  // the time to: on a busy machine they would be let go as well.
  await until(async () => {
    let last = "";
    for (let at = 0; at < 10; at++) {
      const { id } = await client.call("mute", {
        macro: "another",
        rule: null,
        until: "2126-01-01T00:00:00Z",
        reason: "\u0001".repeat(1000),
        by: "a test",
      });
      await client.call("unmute", { id, by: "a test" });
      last = id;
    }
    await until(() => followers.every(({ text }) => text.lastIndexOf(last) >= 0), "those who read to have read");
    return socketsOf(controlPlane) <= socketsOfAll - stuck.length;
  }, "those who never read to be let go");
  stage.report({ fps: 10 });
  await until(() => readers.every(({ text }) => text.includes('"event":"fire"')), "everybody to hear of the firing");
  for (const { text } of followers) expect(gapsIn(eventNumbers(text))).toEqual([]);
  for (const reader of readers) reader.forget();
  const costOfAll = await costOf(client, alone!, 15);

  expect(alone!.open && readers.every(({ open }) => open)).toBe(true);
  expect(socketsOf(controlPlane)).toBe(socketsOfAll - stuck.length);
  // Told once by the engine, however many listen.
  expect(costOfAll.cpuSeconds).toBeLessThan(3 * costAlone.cpuSeconds + 0.1);
  // It looks as often as before, and a reader hears of it as soon.
  expect(costOfAll.tookMs).toBeLessThan(3 * costAlone.tookMs);
  expect(memoryOf(controlPlane) - memory).toBeLessThan(100 * 1024 * 1024);
  client.close();
});
