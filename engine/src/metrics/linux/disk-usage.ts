/** How full the fullest mounted disk is. */

import { readFile, statfs } from "node:fs/promises";
import { noneAvailable, patience, type Sampler } from "../sampler.ts";
import type { Surroundings } from "../surroundings.ts";

const everyMs = 30_000;
const metrics = ["disk.usage"];
/** Images that are full by nature. */
const imageTypes = new Set(["squashfs", "iso9660", "udf", "erofs", "cramfs"]);
const virtualDevice = /^\/dev\/(loop|ram|zram|fd|sr)\d/;

export function diskUsageSampler({ procRoot, now }: Surroundings): Sampler {
  const mountsPath = `${procRoot}/self/mounts`;
  return {
    name: "disk space",
    metrics,
    cost: "slow",
    everyMs,
    stalenessMs: patience(everyMs),
    async probe() {
      const folders = await realMounts(mountsPath).catch(() => []);
      if (folders.length === 0) return noneAvailable(metrics, `${mountsPath} lists no disk that can be written to`);
      return [{ metric: "disk.usage", available: true, source: `the file systems at ${folders.join(", ")}` }];
    },
    async sample(_now, sink) {
      const shares = await Promise.all((await realMounts(mountsPath)).map(usedShare));
      const known = shares.filter((share) => !Number.isNaN(share));
      if (known.length === 0) throw new Error("no mounted disk tells how full it is");
      sink("disk.usage", Math.max(...known), now());
    },
    close() {},
  };
}

/** Mount points of writable disks, each device once; network and memory file systems are none. */
async function realMounts(mountsPath: string): Promise<string[]> {
  const byDevice = new Map<string, string>();
  for (const line of (await readFile(mountsPath, "utf8")).split("\n")) {
    const [device = "", folder = "", type = "", options = ""] = line.split(" ");
    if (!isDisk(device, folder, type) || options.split(",").includes("ro")) continue;
    if (!byDevice.has(device)) byDevice.set(device, unescapeOctal(folder));
  }
  return [...byDevice.values()];
}

/** In a container the root is an overlay over a disk that is not named; it still fills up. */
function isDisk(device: string, folder: string, type: string): boolean {
  if (imageTypes.has(type) || virtualDevice.test(device)) return false;
  return device.startsWith("/dev/") || type === "zfs" || (type === "overlay" && folder === "/");
}

/** Mount tables write blanks and backslashes as three octal digits. */
function unescapeOctal(folder: string): string {
  return folder.replace(/\\([0-7]{3})/g, (_match, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** As df has it: used / (used + what ordinary users can still get), percent; NaN for what has no blocks or is gone. */
async function usedShare(folder: string): Promise<number> {
  try {
    const { blocks, bfree, bavail } = await statfs(folder);
    const used = blocks - bfree;
    return used + bavail > 0 ? (100 * used) / (used + bavail) : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
