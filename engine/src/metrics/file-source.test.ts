import { execFileSync } from "node:child_process";
import { rmSync, utimesSync } from "node:fs";
import { customMetric } from "@macro-engine/dsl";
import { expect, onTestFinished, test } from "vitest";
import { fileSampler } from "./file-source.ts";
import type { FileSource } from "./sources.ts";
import { type Machine, makeMachine, reading } from "./testing/machine.ts";

/** A sampler of `game.json`; `write` is the other program, rewriting the file at the machine's time. */
function watchFile(changes: Partial<FileSource> = {}) {
  const machine = makeMachine(onTestFinished);
  const path = `${machine.folder}/game.json`;
  const source: FileSource = {
    kind: "file",
    path,
    metrics: null,
    everyMs: 1000,
    stalenessMs: null,
    macro: null,
    ...changes,
  };
  const sampler = fileSampler(
    source,
    () => [customMetric("guild.queue", "count", "Players waiting")],
    machine.surroundings,
  );
  return { machine, sampler, path, write: (text: string) => writeAt(machine, path, text) };
}

function writeAt(machine: Machine, path: string, text: string): void {
  machine.write("game.json", text);
  utimesSync(path, machine.wallNow() / 1000, machine.wallNow() / 1000);
}

test("values are taken by metric name; what is no metric is passed over, null is no value", async () => {
  const { sampler, write } = watchFile();
  write('{"fps": 58.5, "response_time": 120, "guild.queue": 7, "latency": null, "player": "Ann"}');
  expect(await reading(sampler)).toEqual({ fps: 58.5, response_time: 120, "guild.queue": 7 });
});

test("the configuration may say which field holds which metric, nested ones by a dotted way", async () => {
  const { sampler, write } = watchFile({
    metrics: { fps: "render.rate", "guild.queue": "queue.length", latency: "ping" },
  });
  write('{"render": {"rate": 60}, "queue.length": 3, "fps": 1, "ping": 25}');
  expect(await reading(sampler)).toEqual({ fps: 60, "guild.queue": 3, latency: 25 });
});

test("a file that was not rewritten gives nothing new", async () => {
  const { sampler, write, machine } = watchFile();
  write('{"fps": 60}');
  await reading(sampler);
  machine.pass(1000);
  expect(await reading(sampler)).toEqual({});
  write('{"fps": 60}');
  expect(await reading(sampler)).toEqual({ fps: 60 });
});

test("a sample is as old as its file", async () => {
  const { sampler, write, machine } = watchFile();
  write('{"fps": 60}');
  machine.pass(3000);
  const times: number[] = [];
  await sampler.sample(0, (_metric, _value, time) => times.push(time));
  expect(times).toEqual([machine.surroundings.now() - 3000]);
});

test("an old file gives nothing at all", async () => {
  const { sampler, write, machine } = watchFile();
  write('{"fps": 60}');
  machine.pass(5001);
  expect(await reading(sampler)).toEqual({});
});

test.each([
  ["seconds since 1970", (ms: number) => ms / 1000],
  ["milliseconds since 1970", (ms: number) => ms],
  ["an ISO text", (ms: number) => new Date(ms).toISOString()],
])("a time of its own goes before the file's: %s", async (_form, inForm) => {
  const { sampler, write, machine } = watchFile();
  const times: number[] = [];
  write(JSON.stringify({ time: inForm(machine.wallNow() - 2000), fps: 60 }));
  await sampler.sample(0, (_metric, _value, time) => times.push(time));
  expect(times[0]).toBeCloseTo(machine.surroundings.now() - 2000, 0);
});

test("a time in the future counts as now", async () => {
  const { sampler, write, machine } = watchFile();
  write(JSON.stringify({ time: machine.wallNow() + 60_000, fps: 60 }));
  const times: number[] = [];
  await sampler.sample(0, (_metric, _value, time) => times.push(time));
  expect(times).toEqual([machine.surroundings.now()]);
});

test("a half-written file is read again next time, without a word", async () => {
  const { sampler, write } = watchFile();
  write("");
  expect(await reading(sampler)).toEqual({});
  write('{"fps": 6');
  expect(await reading(sampler)).toEqual({});
  write('{"fps": 60}');
  expect(await reading(sampler)).toEqual({ fps: 60 });
  write('{"fps"');
  expect(await reading(sampler)).toEqual({});
});

test("content that stays bad is an error with path and reason", async () => {
  const { sampler, write, path } = watchFile();
  write("fps=60");
  await reading(sampler);
  await reading(sampler);
  await expect(reading(sampler)).rejects.toThrow(`${path} is not JSON: `);
});

test("a value of the wrong kind is an error that says what is right, and the others still count", async () => {
  const { sampler, write, path } = watchFile();
  write('{"fps": "fast", "latency": true, "response_time": 90}');
  const values: Record<string, unknown> = {};
  const take = (metric: string, value: unknown) => {
    values[metric] = value;
  };
  const failure = await Promise.resolve(sampler.sample(0, take)).catch((error: Error) => error.message);
  expect(values).toEqual({ response_time: 90 });
  expect(failure).toBe(
    `${path} gives latency as true, which should be a number, in milliseconds; gives fps as "fast", which should be a number, in frames per second`,
  );
  await expect(reading(sampler)).rejects.toThrow("gives latency as true");
});

test("what is wrong stays wrong when it is old, and is not over when the file is gone", async () => {
  const { sampler, write, machine, path } = watchFile();
  write('{"fps": "fast"}');
  machine.pass(60_000);
  await expect(reading(sampler)).rejects.toThrow("gives fps as");
  rmSync(path);
  expect(await sampler.sample(0, () => {})).toBe(false);
});

test("a file without a single metric is an error", async () => {
  const { sampler, write } = watchFile();
  write('{"framerate": 60}');
  await expect(reading(sampler)).rejects.toThrow('holds no metric: its keys should be names such as "fps"');
});

test("an absent file is silent, as a game that is not running", async () => {
  const { sampler } = watchFile();
  expect(await reading(sampler)).toEqual({});
  const sources = Object.fromEntries((await sampler.probe()).map((entry) => [entry.metric, entry]));
  expect(sources.fps).toMatchObject({ available: true, source: expect.stringContaining("(waiting for it)") });
  expect(sources["cpu.usage"]).toBeUndefined();
});

test("a path that is a folder is an error", async () => {
  const { sampler, machine } = watchFile();
  machine.write("game.json/inside", "{}");
  await expect(reading(sampler)).rejects.toThrow("EISDIR");
});

// Windows has no pipes among its files.
test.skipIf(process.platform === "win32")("a pipe is an error, and nobody waits for its writer", async () => {
  const { sampler, machine } = watchFile();
  execFileSync("sh", ["-c", `mkfifo "${machine.folder}/game.json"`]);
  await expect(reading(sampler)).rejects.toThrow("is a pipe or device: a source is a file");
});

test("a macro's own file gives what a macro may report, and says whose it is", async () => {
  const { sampler, write } = watchFile({ macro: "heal_group" });
  write('{"fps": 60, "cpu.temperature": 50, "guild.queue": 1}');
  expect(sampler.macro).toBe("heal_group");
  expect(await reading(sampler)).toEqual({ fps: 60 });
});
