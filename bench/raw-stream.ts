/** Bare connections to an event stream; as a program, `raw-stream.ts URL TOKEN COUNT` reads on so many until it is ended. */

import { once } from "node:events";
import { connect } from "node:net";

/** `hear` gets what comes, as it comes. Returns what ends them. */
export async function openRawStreams(
  url: string,
  token: string,
  count: number,
  hear: (text: string) => void,
): Promise<() => void> {
  const { hostname, port, host } = new URL(url);
  const request = `GET /api/v1/events?snapshots=1 HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  const sockets = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(Number(port), hostname);
      await once(socket, "connect");
      socket.setEncoding("utf8").on("data", hear).write(request);
      await once(socket, "data");
      return socket;
    }),
  );
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

if (import.meta.main) {
  const [url = "", token = "", count = "0"] = process.argv.slice(2);
  await openRawStreams(url, token, Number(count), () => {});
  process.stdout.write("open\n");
}
