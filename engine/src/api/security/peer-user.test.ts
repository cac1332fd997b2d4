/** Who calls from this machine: real connections, and processes of other users where this one may make some. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { isOfCaller } from "./peer-user.ts";

const onLinux = it.runIf(process.platform === "linux");
/** Root alone may become somebody else. */
const asRoot = it.runIf(process.platform === "linux" && process.getuid?.() === 0);
const nobody = 65534;

/** The server's end of a connection from this very process. */
async function connection(host: string): Promise<Socket> {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, host);
  const [socket] = (await once(server, "connection")) as [Socket];
  onTestFinished(() => {
    client.destroy();
    socket.destroy();
    server.close();
  });
  return socket;
}

/** Connects to a port as another user, and stays. */
async function caller(uid: number, port: number): Promise<number> {
  const script = `require("net").connect(${port}, "127.0.0.1").on("connect", () => console.log("there"))`;
  // Its working folder and home must be there for everybody.
  const child = spawn(process.execPath, ["-e", script], { uid, gid: uid, cwd: "/", env: { HOME: "/" } });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child.pid!;
}

onLinux.each(["127.0.0.1", "::1", "::ffff:127.0.0.1"])("one who calls from %s is known", async (host) => {
  expect(isOfCaller(process.pid, await connection(host))).toBe(true);
});

onLinux("of a connection that is none, nobody is the caller", () => {
  expect(isOfCaller(process.pid, { remoteAddress: "127.0.0.1", remotePort: 1, localPort: 2 })).toBe(false);
});

asRoot("a process of another user than the caller's is none of his", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const connected = once(server, "connection") as Promise<[Socket]>;
  const pid = await caller(nobody, (server.address() as AddressInfo).port);
  const [socket] = await connected;
  onTestFinished(() => void socket.destroy());
  expect(isOfCaller(pid, socket)).toBe(true);
  expect(isOfCaller(process.pid, socket)).toBe(false);
  // Root may name every process.
  expect(isOfCaller(pid, await connection("127.0.0.1"))).toBe(true);
});
