/** Which platform reads its processes how: an explicit table, a file each. */

import { linuxProcesses } from "./linux.ts";
import { posixProcesses } from "./posix.ts";
import type { ProcessTable } from "./process-table.ts";
import { windowsProcesses } from "./windows.ts";

const platforms: Readonly<Partial<Record<NodeJS.Platform, () => ProcessTable>>> = {
  linux: linuxProcesses,
  darwin: posixProcesses,
  freebsd: posixProcesses,
  openbsd: posixProcesses,
  sunos: posixProcesses,
  aix: posixProcesses,
  win32: windowsProcesses,
};

/** The table of this machine. Throws on a platform that no file here serves. */
export function processTable(platform: NodeJS.Platform = process.platform): ProcessTable {
  const open = platforms[platform];
  if (open === undefined) {
    throw new Error(`Processes cannot be read on ${platform}: macro-engine runs on Linux, macOS, BSD and Windows.`);
  }
  return open();
}
