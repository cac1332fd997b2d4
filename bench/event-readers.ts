/** Readers of an engine's event stream: a crowd in a process of its own, and one whose delays are measured. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Served } from "./control-plane.ts";
import { openRawStreams } from "./raw-stream.ts";

/** Reads events and snapshots on that many connections, and forgets them. */
export async function startCrowd({ url, token }: Served, count: number): Promise<{ end(): Promise<void> }> {
  if (count === 0) return { end: async () => {} };
  const script = fileURLToPath(new URL("raw-stream.ts", import.meta.url));
  const child = spawn(process.execPath, [script, url, token, String(count)], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return {
    end: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

export interface DelayMeter {
  /** From the time that an event carries to when its reader has it, ms. */
  readonly delaysMs: readonly number[];
  end(): void;
}

/** `time` is that of the look by which a rule was decided: deciding and writing to the store are in what is measured. */
export async function measureDelays({ url, token }: Served): Promise<DelayMeter> {
  const delaysMs: number[] = [];
  const end = await openRawStreams(url, token, 1, (text) => {
    const now = Date.now();
    for (const [, time] of text.matchAll(/^data: \{"event":"(?:fire|clear)","time":"([^"]+)"/gm))
      delaysMs.push(now - Date.parse(time!));
  });
  return { delaysMs, end };
}
