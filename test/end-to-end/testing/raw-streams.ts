/** Many followers of the event stream, as bare connections: some read, some never do. */

import { readdirSync, readlinkSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { tokens } from "./served.ts";

export interface RawStream {
  /** What was read so far, and not forgotten. */
  readonly text: string;
  readonly open: boolean;
  forget(): void;
}

/** Opens that many connections; without `reads`, nothing is ever taken from them. They end with the test. */
export async function openRawStreams(
  url: string,
  count: number,
  { query = "", reads = true }: { readonly query?: string; readonly reads?: boolean } = {},
): Promise<readonly RawStream[]> {
  const { hostname, port, host } = new URL(url);
  const request = `GET /api/v1/events${query} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${tokens.viewer}\r\n\r\n`;
  const sockets = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(Number(port), hostname);
      await new Promise<void>((done, fail) => socket.once("connect", done).once("error", fail));
      socket.write(request);
      return socket;
    }),
  );
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  return sockets.map((socket) => follow(socket, reads));
}

function follow(socket: Socket, reads: boolean): RawStream {
  let text = "";
  socket.on("error", () => {});
  if (reads) socket.setEncoding("utf8").on("data", (part) => (text += part));
  return {
    get text() {
      return text;
    },
    get open() {
      return !socket.destroyed;
    },
    forget: () => {
      text = "";
    },
  };
}

/**
 * Sockets that a process holds open. Told by its own descriptors: the kernel's list of connections is read in pieces, and
 * tells some of them twice, or not at all, while other processes connect.
 */
export function socketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((descriptor) => isSocket(`${folder}/${descriptor}`)).length;
}

function isSocket(descriptor: string): boolean {
  try {
    return readlinkSync(descriptor).startsWith("socket:");
  } catch {
    return false; // Closed since the folder was read.
  }
}
