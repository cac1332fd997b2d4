import { expect, test } from "vitest";
import type { SampleRow } from "../runtime/simulate.ts";
import type { NamedRecording } from "./backtest.ts";
import { keepRows } from "./kept-rows.ts";
import { recordingOf } from "./testing/recording.ts";

async function rowsOf(recording: NamedRecording): Promise<SampleRow[]> {
  const rows: SampleRow[] = [];
  for await (const chunk of recording.rows()) rows.push(...chunk);
  return rows;
}

function counting(seconds: number) {
  const inner = recordingOf("a", seconds, {
    "cpu.usage": (second) => (second % 7 === 0 ? null : second / 3),
    "game.zone": (second) => (second % 5 === 0 ? "town" : null),
    "power.on_battery": (second) => second % 2 === 0,
  });
  const reads = { count: 0 };
  const recording: NamedRecording = {
    ...inner,
    rows() {
      reads.count += 1;
      return inner.rows();
    },
  };
  return { recording, reads };
}

test("what was read once comes from memory, the same to the last value", async () => {
  const { recording, reads } = counting(1500);
  const [kept] = keepRows([recording]);
  const first = await rowsOf(kept!);
  expect(await rowsOf(kept!)).toEqual(first);
  expect(await rowsOf(kept!)).toEqual(first);
  expect(first).toHaveLength(1500);
  expect(reads.count).toBe(1);
});

test("what does not fit is read again each time", async () => {
  const { recording, reads } = counting(100);
  const [kept] = keepRows([recording], 99 * 4);
  const first = await rowsOf(kept!);
  expect(await rowsOf(kept!)).toEqual(first);
  expect(reads.count).toBe(2);
});

test("what was not read to its end is not taken for all", async () => {
  const { recording } = counting(100);
  const [kept] = keepRows([recording]);
  for await (const _ of kept!.rows()) break;
  expect(await rowsOf(kept!)).toHaveLength(100);
});
