import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { MachineQuestion, MetricReading } from "../host.ts";
import { createMachine } from "./machine.ts";

/** Asks until an answer fits; a machine that is busy may take its time. */
async function until(ask: () => MetricReading | undefined, fits: (reading: MetricReading) => boolean) {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const reading = ask();
    if (reading !== undefined && fits(reading)) return reading;
    if (performance.now() > deadline) throw new Error(`still ${JSON.stringify(reading)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const hasValue = (reading: MetricReading) => reading.available && reading.value !== null;

test("the first question begins to measure, later ones tell what came of it", async () => {
  const machine = createMachine({ everyMs: 50, patienceMs: 500 });
  expect(machine.readings().get("memory.usage")).toEqual({ available: true, source: "being measured", value: null });
  const memory = await until(() => machine.readings().get("memory.usage"), hasValue);
  expect(memory).toMatchObject({ available: true, value: expect.any(Number) });
  expect(machine.readings().get("latency")).toMatchObject({
    available: false,
    reason: expect.stringContaining("no host is configured"),
  });
  expect(machine.readings().get("macro.cpu")).toMatchObject({ available: true, value: null });
});

test("a question's sources are measured for it alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "machine-"));
  try {
    const file = join(folder, "game.json");
    writeFileSync(file, '{ "frames": 61 }');
    const source = {
      kind: "file",
      path: pathToFileURL(file).href,
      metrics: { fps: "frames" },
      everyMs: 50,
      stalenessMs: null,
      macro: null,
    } as const;
    const question: MachineQuestion = { sources: [source], customMetrics: [] };
    const machine = createMachine({ everyMs: 50, patienceMs: 500 });
    expect(await until(() => machine.readings(question).get("fps"), hasValue)).toMatchObject({ value: 61 });
    expect(
      await until(
        () => machine.readings().get("fps"),
        ({ available }) => !available,
      ),
    ).toMatchObject({
      reason: expect.stringContaining("no source gives it"),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("when nobody has asked for a while, measuring ends; the next question begins anew", async () => {
  const machine = createMachine({ everyMs: 20, patienceMs: 100 });
  const memory = () => machine.readings().get("memory.usage");
  await until(memory, hasValue);
  const rarely = async () => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return memory()!;
  };
  let reading = await rarely();
  while (hasValue(reading)) reading = await rarely();
  expect(reading).toEqual({ available: true, source: "being measured", value: null });
  await until(memory, hasValue);
});
