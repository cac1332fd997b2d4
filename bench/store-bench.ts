/** What remembering costs: a cancellation on the disk itself, a day of samples, a look back. */

import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decisionEntries } from "../engine/src/store/entries.ts";
import { openStore } from "../engine/src/store/sqlite-store.ts";
import type { Store } from "../engine/src/store/store.ts";
import { bounds, decision, noon } from "../engine/src/store/testing/example.ts";
import { type Bench, type BenchResult, median, seeded } from "./bench.ts";

const metrics = 40;
const context = { session: "bench", dryRun: false };

interface Times {
  readonly name: string;
  readonly medianMs: number;
  readonly p99Ms: number;
}

function time(name: string, rounds: number, work: () => void): Times {
  const took = Array.from({ length: rounds }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  }).sort((a, b) => a - b);
  return { name, medianMs: median(took), p99Ms: took[Math.floor(took.length * 0.99)]! };
}

function timeWrites(store: Store, folder: string, rounds: number): Times[] {
  const plain = openSync(join(folder, "plain"), "a");
  const line = Buffer.alloc(400, "x");
  const writeOne = (action: "cancel" | "warn") =>
    store.write(decisionEntries([decision({ action, wall: Date.now() })], context));
  const times = [
    time("append 400 bytes to a file, fsync", rounds, () => {
      writeSync(plain, line);
      fsyncSync(plain);
    }),
    time("write a cancellation, on the disk itself", rounds, () => writeOne("cancel")),
    time("write a warning, safe from a crash", rounds, () => writeOne("warn")),
  ];
  closeSync(plain);
  return times;
}

/** Samples at 1 Hz for so many minutes, as fast as they can be taken. */
function takeSamples(store: Store, minutes: number): { cpuMsPerMinute: number; tick: Times } {
  const names = Array.from({ length: metrics }, (_, at) => `metric.m${at}`);
  const next = seeded(1);
  const before = process.cpuUsage();
  let wall = noon;
  const tick = time("snapshot with 40 metrics", minutes * 60, () => {
    for (const name of names) store.sample(name, next() * 100, wall);
    store.tick(wall);
    wall += 1000;
  });
  const { user, system } = process.cpuUsage(before);
  return { cpuMsPerMinute: (user + system) / 1000 / minutes, tick };
}

function timeReads(store: Store, minutes: number, rounds: number): Times[] {
  const toWall = noon + minutes * 60_000;
  const hour = { metric: "metric.m7", fromWall: toWall - 3_600_000, toWall, stepMs: 1000 };
  const all = { metric: "metric.m7", fromWall: noon, toWall, stepMs: 300_000 };
  return [
    time("read an hour of a metric by the second", rounds, () => void store.history(hour)),
    time("read all of a metric by five minutes", rounds, () => void store.history(all)),
    time("read the last 100 decisions", rounds, () => void store.decisions()),
  ];
}

export const storeBench: Bench = {
  name: "store",
  async run({ quick }): Promise<BenchResult> {
    const folder = mkdtempSync(join(tmpdir(), "store-bench-"));
    const store = openStore({ path: join(folder, "store.sqlite"), ...bounds });
    try {
      const minutes = quick ? 20 : 24 * 60;
      const writes = timeWrites(store, folder, quick ? 50 : 1000);
      const { cpuMsPerMinute, tick } = takeSamples(store, minutes);
      const times = [...writes, tick, ...timeReads(store, minutes, quick ? 5 : 50)];
      const mib = statSync(store.path).size / 2 ** 20;
      return {
        title: "Store",
        description: `decisions one by one; ${minutes} minutes of ${metrics} metrics at 1 Hz, with summaries and pruning`,
        columns: ["what", "median ms", "p99 ms"],
        rows: times.map(({ name, medianMs, p99Ms }) => [name, medianMs.toFixed(3), p99Ms.toFixed(3)]),
        notes: [`samples: ${cpuMsPerMinute.toFixed(1)} ms of CPU per minute; the file has ${mib.toFixed(1)} MiB`],
        expectations: [
          {
            text: "at most 20 ms of CPU per minute for samples",
            measured: `${cpuMsPerMinute.toFixed(1)} ms`,
            met: cpuMsPerMinute <= 20,
          },
        ],
        data: { times, cpuMsPerMinute, minutes, metrics, mib },
      };
    } finally {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
