import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { latencySampler } from "./latency.ts";
import type { LatencySource } from "./sources.ts";
import { realSurroundings } from "./surroundings.ts";
import { makeMachine, reading } from "./testing/machine.ts";

const waitMs = 5000;

function target(port: number, changes: Partial<LatencySource> = {}): LatencySource {
  const source = {
    kind: "latency",
    host: "127.0.0.1",
    port,
    everyMs: 1000,
    timeoutMs: waitMs,
    stalenessMs: null,
  } as const;
  return { ...source, ...changes };
}

async function listen(host: string): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((socket) => socket.on("error", () => {}));
  server.listen(0, host);
  await once(server, "listening");
  const close = async () => {
    server.close();
    await once(server, "close");
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** A server that listens and never accepts, its queue full: further connections are neither taken nor refused. */
async function listenDeaf(): Promise<number> {
  const script = `require("net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, function () {
    process.stdout.write(this.address().port + "\\n", () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const port = Number(line.toString());
  const queued = Array.from({ length: 4 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  onTestFinished(() => {
    for (const socket of queued) socket.destroy();
  });
  await Promise.all(queued.slice(0, 2).map((socket) => once(socket, "connect")));
  return port;
}

test("a server that answers gives a latency, jitter from the second answer, and no loss from the fifth", async () => {
  const server = await listen("127.0.0.1");
  const sampler = latencySampler(target(server.port), realSurroundings(1000));
  const readings = [];
  for (let probe = 0; probe < 5; probe += 1) readings.push(await reading(sampler));
  await server.close();
  expect(readings.map((values) => Object.keys(values))).toEqual([
    ["latency"],
    ["latency", "latency.jitter"],
    ["latency", "latency.jitter"],
    ["latency", "latency.jitter"],
    ["latency", "latency.jitter", "network.packet_loss"],
  ]);
  const latencies = readings.map(({ latency }) => latency as number);
  for (const latency of latencies) expect(latency).toBeGreaterThan(0);
  const differences = latencies.slice(1).map((latency, index) => Math.abs(latency - latencies[index]!));
  expect(readings[4]!["latency.jitter"]).toBeCloseTo(differences.reduce((sum, value) => sum + value, 0) / 4);
  expect(readings[4]!["network.packet_loss"]).toBe(0);
});

test("a refused connection is a lost probe, and no latency or jitter", async () => {
  const server = await listen("127.0.0.1");
  const sampler = latencySampler(target(server.port), realSurroundings(1000));
  for (let probe = 0; probe < 4; probe += 1) await reading(sampler);
  await server.close();
  const refused = await reading(sampler);
  expect(refused).toEqual({ "network.packet_loss": 20 });
});

test("a host that never answers costs its timeout, then counts as lost", async () => {
  const port = await listenDeaf();
  const sampler = latencySampler(target(port, { timeoutMs: 30 }), realSurroundings(1000));
  let last = {};
  for (let probe = 0; probe < 5; probe += 1) last = await reading(sampler);
  expect(last).toEqual({ "network.packet_loss": 100 });
});

test("a probe that is under way ends with the sampler", async () => {
  const port = await listenDeaf();
  const sampler = latencySampler(target(port, { timeoutMs: 3_600_000 }), realSurroundings(1000));
  const underWay = reading(sampler);
  await sampler.close();
  await expect(underWay).resolves.not.toHaveProperty("latency");
});

test("a name that cannot be one is a lost probe, and told by name", async () => {
  const { surroundings } = makeMachine(onTestFinished);
  const sampler = latencySampler(target(80, { host: "two..dots" }), surroundings);
  await expect(reading(sampler)).rejects.toThrow("two..dots:80 cannot be probed: there is no host of that name");
});

test("a name is looked up once while it answers", async () => {
  const server = await listen("localhost");
  const sampler = latencySampler(target(server.port, { host: "localhost" }), realSurroundings(1000));
  expect(await reading(sampler)).toHaveProperty("latency");
  expect(await reading(sampler)).toHaveProperty("latency");
  await server.close();
});

test("staleness leaves room for lost probes, unless the configuration says otherwise", () => {
  const { surroundings } = makeMachine(onTestFinished);
  expect(latencySampler(target(1, { everyMs: 4000, timeoutMs: 2000 }), surroundings).stalenessMs).toBe(12_000);
  expect(latencySampler(target(1, { everyMs: 1000, timeoutMs: 9000 }), surroundings).stalenessMs).toBe(19_000);
  expect(latencySampler(target(1, { stalenessMs: 700 }), surroundings).stalenessMs).toBe(700);
});
