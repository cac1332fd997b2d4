import { statSync } from "node:fs";
import { expect, it } from "vitest";
import type { EngineEvent } from "../events.ts";
import { connectControl } from "./connect-control.ts";
import { paramChecks } from "./param-checks.ts";
import { ControlError, type StopParams } from "./protocol.ts";
import { serveControl } from "./serve-control.ts";
import { methods, notice, rawClient, socketFolder } from "./testing/example.ts";

it("answers calls, with results and with reasons", async () => {
  using folder = socketFolder();
  const asked: StopParams[] = [];
  const server = await serveControl({
    path: folder.socket,
    methods: methods({
      async stop(params) {
        asked.push(params);
        if ("id" in params) throw new ControlError(`no macro \`${params.id}\` is running`);
        return { stopping: [{ id: "r1", macro: "heal", pid: 42 }] };
      },
    }),
  });
  const client = await connectControl(folder.socket);
  expect(await client.call("ping", {})).toEqual({ pid: process.pid, version: "0.1.0" });
  expect(await client.call("stop", { all: true })).toEqual({ stopping: [{ id: "r1", macro: "heal", pid: 42 }] });
  await expect(client.call("stop", { id: "dance" })).rejects.toThrow("no macro `dance` is running");
  expect(asked).toEqual([{ all: true }, { id: "dance" }]);
  client.close();
  await server.close();
});

it("sends events to those that subscribed", async () => {
  using folder = socketFolder();
  const subscribed = new Set<number>();
  const server = await serveControl({
    path: folder.socket,
    methods: methods({
      subscribe: (_, client) => {
        subscribed.add(client.id);
        return { subscribed: true };
      },
    }),
  });
  const listener = await connectControl(folder.socket);
  const other = await connectControl(folder.socket);
  const heard: EngineEvent[] = [];
  const overheard: EngineEvent[] = [];
  listener.onEvent((event) => heard.push(event));
  other.onEvent((event) => overheard.push(event));
  await listener.call("subscribe", {});
  for (const word of ["one", "two"]) server.broadcast(notice(word), (client) => subscribed.has(client.id));
  // An answer comes after what was sent before it.
  await Promise.all([listener.call("ping", {}), other.call("ping", {})]);
  expect(heard).toEqual([notice("one"), notice("two")]);
  expect(overheard).toEqual([]);
  listener.close();
  other.close();
  await server.close();
});

it("serves many clients at once, and forgets them when they go", async () => {
  using folder = socketFolder();
  const server = await serveControl({ path: folder.socket, methods: methods() });
  const clients = await Promise.all(Array.from({ length: 100 }, () => connectControl(folder.socket)));
  const answers = await Promise.all(
    clients.flatMap((client, i) =>
      Array.from({ length: 10 }, (_, j) =>
        client.call("adopt", { pid: 1000 + i, startTime: 1, macro: `m${i}.${j}`, origin: "child", command: ["x"] }),
      ),
    ),
  );
  expect(answers.map(({ id }) => id)).toEqual(
    clients.flatMap((_, i) => Array.from({ length: 10 }, (_, j) => `run of m${i}.${j}`)),
  );
  expect(server.clients).toBe(100);
  const last = clients.pop()!;
  for (const client of clients) client.close();
  await Promise.all(clients.map(({ closed }) => closed));
  while (server.clients > 1) await last.call("ping", {});
  last.close();
  await server.close();
});

it("is closed to other users", { skip: process.platform === "win32" }, async () => {
  using folder = socketFolder();
  const server = await serveControl({ path: folder.socket, methods: methods() });
  expect(statSync(folder.socket).mode & 0o777).toBe(0o600);
  await server.close();
});

it("tells its clients when the engine goes", async () => {
  using folder = socketFolder();
  const server = await serveControl({ path: folder.socket, methods: methods({ reload: () => new Promise(() => {}) }) });
  const client = await connectControl(folder.socket);
  const call = client.call("reload", {});
  const failed = expect(call).rejects.toThrow("the engine went away before it answered");
  await client.call("ping", {});
  await server.close();
  await failed;
  await client.closed;
  await expect(client.call("ping", {})).rejects.toThrow("the engine went away");
  await expect(connectControl(folder.socket)).rejects.toThrow(`no engine answers at ${folder.socket}`);
});

it("does not wait for ever for an engine that does not answer", async () => {
  using folder = socketFolder();
  const server = await serveControl({ path: folder.socket, methods: methods({ reload: () => new Promise(() => {}) }) });
  const client = await connectControl(folder.socket);
  await expect(client.call("reload", {}, { timeoutMs: 50 })).rejects.toThrow("no answer within 50 ms");
  expect(await client.call("ping", {})).toBeDefined();
  client.close();
  await server.close();
});

it.each([
  ["no JSON", "{nonsense", -32700, "this is not JSON"],
  ["a list", "[1, 2]", -32600, "a request is one JSON object a line"],
  ["a number", "7", -32600, "a request is one JSON object a line"],
  ["no version", '{"id":1,"method":"ping"}', -32600, 'a request has `jsonrpc: "2.0"`, `method` and an `id`'],
  [
    "an odd id",
    '{"jsonrpc":"2.0","id":{},"method":"ping"}',
    -32600,
    'a request has `jsonrpc: "2.0"`, `method` and an `id`',
  ],
  [
    "an unknown method",
    '{"jsonrpc":"2.0","id":1,"method":"toString"}',
    -32601,
    `there is no method \`toString\`; there are ${Object.keys(paramChecks).join(", ")}`,
  ],
  ["a list of params", '{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', -32602, "params are an object"],
  [
    "params that do not fit",
    '{"jsonrpc":"2.0","id":1,"method":"stop","params":{"id":"x","all":true}}',
    -32602,
    "`stop` takes `id`, or `all: true`",
  ],
  [
    "a pid that is none",
    '{"jsonrpc":"2.0","id":1,"method":"adopt","params":{"pid":-1}}',
    -32602,
    "`adopt` takes `pid` as a whole number above 0",
  ],
  ["bytes that are no text", "\u0000\ufffd\u0001", -32700, "this is not JSON"],
])("answers %s with an error, and goes on", async (_, line, code, message) => {
  using folder = socketFolder();
  const server = await serveControl({ path: folder.socket, methods: methods() });
  const client = await rawClient(folder.socket);
  client.say(`${line}\n\n{"jsonrpc":"2.0","id":2,"method":"ping"}\n`);
  const answers = await client.answers(2);
  expect(answers[0]?.error).toEqual({ code, message });
  expect(answers[1]).toMatchObject({ id: 2, result: { pid: process.pid } });
  client.socket.destroy();
  await server.close();
});

it("answers a mistake of its own without words from inside, and reports it", async () => {
  using folder = socketFolder();
  const reported: unknown[] = [];
  const server = await serveControl({
    path: folder.socket,
    methods: methods({
      status() {
        throw new TypeError("secret of the engine room");
      },
    }),
    onError: (method, error) => reported.push(method, String(error)),
  });
  const client = await connectControl(folder.socket);
  await expect(client.call("status", {})).rejects.toThrow("the engine failed at this; its log says why");
  expect(reported).toEqual(["status", "TypeError: secret of the engine room"]);
  client.close();
  await server.close();
});

it("puts a message together that comes in pieces", async () => {
  using folder = socketFolder();
  const server = await serveControl({
    path: folder.socket,
    methods: methods({ adopt: ({ macro }) => ({ id: macro, profile: null, level: null }) }),
  });
  const client = await rawClient(folder.socket);
  const params = { pid: 7, startTime: 1, macro: "żółw 🐢", origin: "child", command: ["x"] };
  const bytes = Buffer.from(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "adopt", params })}\n`);
  for (const byte of bytes) {
    client.say(Buffer.of(byte));
    if (byte > 127) await new Promise(setImmediate);
  }
  expect((await client.answers(1))[0]).toMatchObject({ id: 1, result: { id: "żółw 🐢" } });
  client.socket.destroy();
  await server.close();
});

it("hangs up on a message without an end", async () => {
  using folder = socketFolder();
  const server = await serveControl({ path: folder.socket, methods: methods() });
  const client = await rawClient(folder.socket);
  const chunk = Buffer.alloc(64 * 1024, "x");
  for (let i = 0; i < 40; i++) client.say(chunk);
  const [answer] = await client.answers(1);
  expect(answer?.error?.message).toBe("a message may have 1048576 characters");
  await client.closed();
  const next = await connectControl(folder.socket);
  expect(await next.call("ping", {})).toBeDefined();
  next.close();
  await server.close();
});

it("drops a client that does not read, and serves the others", async () => {
  using folder = socketFolder();
  const server = await serveControl({ path: folder.socket, methods: methods() });
  const deaf = await rawClient(folder.socket);
  deaf.socket.pause();
  const reader = await connectControl(folder.socket);
  let heard = 0;
  reader.onEvent(() => heard++);
  const text = "x".repeat(64 * 1024);
  for (let sent = 0; sent < 200; sent++) {
    server.broadcast(notice(text));
    await reader.call("ping", {});
  }
  expect(server.clients).toBe(1);
  expect(heard).toBe(200);
  deaf.socket.destroy();
  reader.close();
  await server.close();
});

it("takes no more than 64 calls of one client at once", async () => {
  using folder = socketFolder();
  let release: () => void = () => {};
  const held = new Promise<void>((done) => (release = done));
  const server = await serveControl({
    path: folder.socket,
    methods: methods({
      async reload() {
        await held;
        return { ok: true, problems: "" };
      },
    }),
  });
  const client = await connectControl(folder.socket);
  const calls = Array.from({ length: 70 }, () => client.call("reload", {}));
  const outcomes = Promise.allSettled(calls);
  await expect(calls[69]).rejects.toThrow("more than 64 requests at once");
  release();
  expect((await outcomes).filter(({ status }) => status === "fulfilled")).toHaveLength(64);
  client.close();
  await server.close();
});
