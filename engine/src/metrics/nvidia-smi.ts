/** NVIDIA graphics processors through one long-lived `nvidia-smi`: starting it anew costs more than all else measured. */

import { type ChildProcess, spawn } from "node:child_process";
import type { GpuReading } from "./gpu.ts";

const fields = "index,utilization.gpu,memory.used,memory.total,temperature.gpu";

export interface NvidiaSmi {
  /** The newest reading and its time on the monotonic clock, or null before the first. Throws once the tool has ended. */
  latest(): { readonly reading: GpuReading; readonly time: number } | null;
  close(): void;
}

interface Card {
  readonly reading: GpuReading;
  readonly index: number;
  readonly total: number;
}

/**
 * Starts the tool, which prints a line for each card every `everyMs`; the card with the most memory is the one read.
 * Should the engine be killed, the tool dies of the closed pipe at its next line.
 */
export function startNvidiaSmi(command: string, everyMs: number, now: () => number): NvidiaSmi {
  const child = spawn(command, [`--query-gpu=${fields}`, "--format=csv,noheader,nounits", `--loop-ms=${everyMs}`], {
    stdio: ["ignore", "pipe", "ignore"],
    windowsHide: true,
  });
  let latest: (Card & { readonly time: number }) | null = null;
  let ended: Error | null = null;
  child.on("error", (error) => {
    ended = new Error(`${command} cannot be started: ${error.message}`);
  });
  child.on("exit", (code, signal) => {
    ended ??= new Error(`${command} ended ${signal === null ? `with exit code ${code}` : `by ${signal}`}`);
  });
  onLines(child, (line) => {
    const card = parseCard(line);
    if (card === null) return;
    // The lines of one round come together; another card's line displaces this one's only if it has more memory.
    if (latest === null || card.index === latest.index || card.total > latest.total) latest = { ...card, time: now() };
  });
  return {
    latest() {
      if (ended !== null) throw ended;
      return latest;
    },
    close() {
      child.kill();
    },
  };
}

function onLines(child: ChildProcess, take: (line: string) => void): void {
  let rest = "";
  child.stdout?.setEncoding("utf8");
  child.stdout?.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
}

/** `0, 37, 1024, 8192, 61`; what a card does not measure stands there as "[N/A]". */
function parseCard(line: string): Card | null {
  const cells = line.split(",").map((cell) => Number.parseFloat(cell));
  const [index, usage, used, total, temperature] = cells as [number, number, number, number, number];
  if (cells.length !== 5 || Number.isNaN(index)) return null;
  const reading = { usage, memory: (100 * used) / total, temperature };
  return { reading, index, total: Number.isNaN(total) ? 0 : total };
}
