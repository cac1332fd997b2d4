/** Who is at the other end of a connection from this machine. */

import { readFileSync, statSync } from "node:fs";
import type { Socket } from "node:net";

/** Whether a process belongs to the user who called; null: this system does not tell who that is. */
export type Ownership = boolean | null;

/** `pid` and the caller's end of the connection, compared by their users. What runs as root may name every process. */
export function isOfCaller(pid: number, socket: Pick<Socket, "remoteAddress" | "remotePort" | "localPort">): Ownership {
  if (process.platform !== "linux") return null;
  const user = userOf(socket);
  if (user === null) return false;
  try {
    return user === 0 || statSync(`/proc/${pid}`).uid === user;
  } catch {
    // It is not there: the engine says so.
    return true;
  }
}

/** By the kernel's table of connections, proc_pid_net(5): a row has both ends, and the user of its near one. */
function userOf({
  remoteAddress = "",
  remotePort = 0,
  localPort = 0,
}: Parameters<typeof isOfCaller>[1]): number | null {
  const address = remoteAddress.replace(/^::ffff:(?=\d+\.)/, "");
  const near = `${addressInTable(address)}:${hexPort(remotePort)}`;
  const far = `:${hexPort(localPort)}`;
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const row of rowsOf(table)) {
      const [, local = "", remote = "", , , , , uid] = row.trim().split(/\s+/);
      // An IPv4 address in the table of IPv6 ends the same way.
      if (local.endsWith(near) && remote.endsWith(far)) return Number(uid);
    }
  }
  return null;
}

function rowsOf(table: string): readonly string[] {
  try {
    return readFileSync(table, "latin1").split("\n").slice(1);
  } catch {
    return [];
  }
}

/** Of loopback addresses, the only ones that are asked for: each word as the machine has it in memory, so backwards. */
function addressInTable(address: string): string {
  if (address === "::1") return `${"0".repeat(24)}01000000`;
  const bytes = address.split(".").map(Number);
  return Buffer.from(bytes).reverse().toString("hex").toUpperCase();
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}
