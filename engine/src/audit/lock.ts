/** One writer at a time: engines that share a record share its audit log too, and a chain has but one end. */

import { open, readFile, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Who holds it writes a few lines: after this, its pid is another's. */
const staleMs = 10_000;
const retryMs = 20;

/** Runs `work` while no other process does, in this file's name. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  const mark = await take(lock);
  try {
    return await work();
  } finally {
    // Another may have taken it meanwhile, if this process stood still for long.
    if ((await readFile(lock, "utf8").catch(() => "")) === mark) await rm(lock, { force: true });
  }
}

let taken = 0;

async function take(lock: string): Promise<string> {
  taken += 1;
  const mark = `${process.pid} ${taken}`;
  for (;;) {
    try {
      const file = await open(lock, "wx", 0o600);
      await file.writeFile(mark).finally(() => file.close());
      return mark;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    if (await isLeft(lock)) await rm(lock, { force: true });
    else await sleep(retryMs);
  }
}

/** Whether its holder was killed before it could let go. */
async function isLeft(lock: string): Promise<boolean> {
  const pid = Number.parseInt(await readFile(lock, "utf8").catch(() => ""), 10);
  if (pid > 0 && !isRunning(pid)) return true;
  const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
  return Date.now() - mtimeMs > staleMs;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
