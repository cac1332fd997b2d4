import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { connectControl, findEngine } from "./connect-control.ts";
import { serveControl } from "./serve-control.ts";
import { socketPathFor, socketPathsFor } from "./socket-path.ts";
import { methods, socketFolder } from "./testing/example.ts";

const engine = fileURLToPath(new URL("./testing/engine.ts", import.meta.url));
const started: ChildProcess[] = [];
const onWindows = process.platform === "win32";

/** Starts an engine on the path; resolves with the process and its first line. */
async function startEngine(path: string): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [engine, path], { stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  const [data] = await once(child.stdout!, "data");
  return { child, line: String(data).trim() };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await once(child, "close");
}

afterEach(async () => {
  for (const child of started.splice(0)) await end(child, "SIGKILL");
});

it("takes over the socket of an engine that was killed", async () => {
  using folder = socketFolder();
  const { child } = await startEngine(folder.socket);
  await end(child, "SIGKILL");
  if (!onWindows) expect(existsSync(folder.socket)).toBe(true);
  const { line } = await startEngine(folder.socket);
  expect(line).toMatch(/^serving /);
  const client = await connectControl(folder.socket);
  expect(await client.call("ping", {})).toBeDefined();
  client.close();
});

it("never takes the socket of one that lives", async () => {
  using folder = socketFolder();
  const first = await startEngine(folder.socket);
  const second = await startEngine(folder.socket);
  expect(first.line).toMatch(/^serving /);
  expect(second.line).toBe(`these policies are already watched by pid ${first.child.pid}; stop it, or watch others`);
  const client = await connectControl(folder.socket);
  expect((await client.call("ping", {})).pid).toBe(first.child.pid);
  client.close();
});

// There a socket is a pipe by name, without folder, mode or file.
it.skipIf(onWindows)("does not take an engine for dead that stands still", async () => {
  using folder = socketFolder();
  const first = await startEngine(folder.socket);
  first.child.kill("SIGSTOP");
  await expect(serveControl({ path: folder.socket, methods: methods() })).rejects.toThrow(
    "already watched by an engine that does not answer",
  );
  first.child.kill("SIGCONT");
  const client = await connectControl(folder.socket);
  expect((await client.call("ping", {})).pid).toBe(first.child.pid);
  client.close();
});

it("lets one of many win that start at once, over a dead one's socket", async () => {
  using folder = socketFolder();
  const dead = await startEngine(folder.socket);
  await end(dead.child, "SIGKILL");
  const lines = (await Promise.all(Array.from({ length: 6 }, () => startEngine(folder.socket)))).map(
    ({ line }) => line,
  );
  const winners = lines.filter((line) => line.startsWith("serving "));
  expect(winners).toHaveLength(1);
  const pid = winners[0]!.slice("serving ".length);
  expect(new Set(lines)).toEqual(
    new Set([winners[0], `these policies are already watched by pid ${pid}; stop it, or watch others`]),
  );
});

// There a socket is a pipe by name, without folder, mode or file.
it.skipIf(onWindows)("is not held up by the lock of a start that was killed", async () => {
  using folder = socketFolder();
  mkdirSync(`${folder.socket}.lock`);
  const longAgo = Date.now() / 1000 - 60;
  utimesSync(`${folder.socket}.lock`, longAgo, longAgo);
  const server = await serveControl({ path: folder.socket, methods: methods() });
  expect(readdirSync(folder.path)).toEqual(["engine.sock"]);
  await server.close();
  expect(readdirSync(folder.path)).toEqual([]);
});

// There a socket is a pipe by name, without folder, mode or file.
it.skipIf(onWindows)("refuses a folder that others can enter", async () => {
  using folder = socketFolder();
  chmodSync(folder.path, 0o755);
  await expect(serveControl({ path: folder.socket, methods: methods() })).rejects.toThrow(
    `${folder.path} can be entered by other users; run \`chmod 700 ${folder.path}\``,
  );
});

// There a socket is a pipe by name, without folder, mode or file.
it.skipIf(onWindows)("takes over a plain file that lies in the way", async () => {
  using folder = socketFolder();
  writeFileSync(folder.socket, "left over");
  const server = await serveControl({ path: folder.socket, methods: methods() });
  await server.close();
});

// There a socket is a pipe by name, without folder, mode or file.
it.skipIf(onWindows)("names the socket by the policies, short enough for any system", async () => {
  using folder = socketFolder();
  const policies = join(folder.path, "policies");
  mkdirSync(policies);
  expect(socketPathFor(policies)).toBe(socketPathFor([`${policies}/../policies/`]));
  expect(socketPathFor([policies, "/srv/b"])).toBe(socketPathFor(["/srv/b", policies]));
  expect(socketPathFor(policies)).not.toBe(socketPathFor([policies, "/srv/b"]));

  const deep = `/run/user/1000/${"very-deep/".repeat(20)}`;
  for (const path of socketPathsFor(policies, { XDG_RUNTIME_DIR: deep })) expect(path.length).toBeLessThanOrEqual(100);
  expect(socketPathsFor(policies, { XDG_RUNTIME_DIR: "/run/user/1000" })[0]).toMatch(
    /^\/run\/user\/1000\/macro-engine\/[0-9a-f]{16}\.sock$/,
  );
});

// There a socket is a pipe by name, without folder, mode or file.
it.skipIf(onWindows)("finds the engine of a policy set, or none", async () => {
  using folder = socketFolder();
  const before = process.env.XDG_RUNTIME_DIR;
  process.env.XDG_RUNTIME_DIR = folder.path;
  try {
    const policies = join(folder.path, "policies");
    expect(await findEngine(policies)).toBeNull();
    const server = await serveControl({ path: socketPathFor(policies), methods: methods() });
    const client = await findEngine(policies);
    expect(await client?.call("ping", {})).toMatchObject({ pid: process.pid });
    client?.close();
    await server.close();
  } finally {
    if (before === undefined) delete process.env.XDG_RUNTIME_DIR;
    else process.env.XDG_RUNTIME_DIR = before;
  }
});
