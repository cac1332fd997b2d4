/** A machine made of files and a clock that tests set: what samplers read is written, what they say is collected. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { SampleValue } from "@macro-engine/dsl";
import type { Sampler } from "../sampler.ts";
import type { Surroundings } from "../surroundings.ts";

export interface Machine {
  readonly surroundings: Surroundings;
  readonly folder: string;
  /** Writes a file, such as `proc/stat`, in place: descriptors that are open see the new text. */
  write(path: string, text: string): void;
  remove(path: string): void;
  /** Moves both clocks on, ms. */
  pass(ms: number): void;
  wallNow(): number;
}

const startOfTime = 1_767_614_400_000;

/** `cleanUp` registers the removal of the folder, as `onTestFinished` does. */
export function makeMachine(
  cleanUp: (done: () => void) => void,
  files: Readonly<Record<string, string>> = {},
): Machine {
  const folder = mkdtempSync(join(tmpdir(), "machine-"));
  cleanUp(() => rmSync(folder, { recursive: true, force: true }));
  let elapsed = 0;
  const machine: Machine = {
    folder,
    surroundings: {
      now: () => 100_000 + elapsed,
      wallNow: () => startOfTime + elapsed,
      intervalMs: 1000,
      procRoot: join(folder, "proc"),
      sysRoot: join(folder, "sys"),
      nvidiaSmi: join(folder, "no-such-tool"),
      systemInformation: () => Promise.reject(new Error("systeminformation is not for this machine")),
    },
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    remove: (path) => rmSync(join(folder, path), { recursive: true }),
    pass(ms) {
      elapsed += ms;
    },
    wallNow: () => startOfTime + elapsed,
  };
  for (const [path, text] of Object.entries(files)) machine.write(path, text);
  return machine;
}

/** What a sampler hands over at one reading, by metric; rejects when it fails. */
export async function reading(sampler: Sampler, now = 0): Promise<Record<string, SampleValue>> {
  const values: Record<string, SampleValue> = {};
  await sampler.sample(now, (metric, value) => {
    if (!Number.isNaN(value)) values[metric] = value;
  });
  return values;
}

/** Why a sampler cannot give a metric, or null when it can. */
export async function reasonFor(sampler: Sampler, metric: string): Promise<string | null> {
  const entry = (await sampler.probe()).find((candidate) => candidate.metric === metric);
  if (entry === undefined) throw new Error(`${sampler.name} says nothing about ${metric}`);
  return entry.available ? null : entry.reason;
}
