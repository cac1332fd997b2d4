import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startTicker } from "./ticker.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A clock of a second; when it ticked, in ms since its start. */
function clock(tick: (due: number) => void | Promise<void> = () => {}, intervalMs = 1000) {
  const began = performance.now();
  const ticks: number[] = [];
  const errors: unknown[] = [];
  const ticker = startTicker(
    intervalMs,
    async (due) => {
      ticks.push(Math.round(due - began));
      await tick(due);
    },
    (error) => errors.push(error),
  );
  return { ...ticker, ticks, errors };
}

it("ticks at whole multiples of its interval", async () => {
  const { ticks } = clock();
  await vi.advanceTimersByTimeAsync(3500);
  expect(ticks).toEqual([0, 1000, 2000, 3000]);
});

it("ticks once more when it is asked, and goes on at its multiples", async () => {
  const { ticks, extra } = clock();
  await vi.advanceTimersByTimeAsync(1500);
  const done = Promise.all([extra(), extra()]);
  await vi.advanceTimersByTimeAsync(1);
  await done;
  await vi.advanceTimersByTimeAsync(1600);
  expect(ticks).toEqual([0, 1000, 1500, 2000, 3000]);
});

it("leaves room between an extra tick and its neighbours", async () => {
  const { ticks, extra } = clock();
  await vi.advanceTimersByTimeAsync(1010);
  void extra();
  await vi.advanceTimersByTimeAsync(800);
  // The clock's own comes soon enough.
  void extra();
  await vi.advanceTimersByTimeAsync(400);
  expect(ticks).toEqual([0, 1000, 1250, 2000]);
});

it("answers one that is asked during a tick with a later one", async () => {
  let hold = Promise.withResolvers<void>();
  const { ticks, extra } = clock(() => hold.promise);
  const answered = vi.fn();
  void extra().then(answered);
  hold.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(answered).not.toHaveBeenCalled();
  hold = Promise.withResolvers();
  hold.resolve();
  await vi.advanceTimersByTimeAsync(250);
  expect(answered).toHaveBeenCalled();
  expect(ticks).toEqual([0, 250]);
});

it("tells who asked of a tick that failed, and of a clock that stops", async () => {
  let fails = false;
  const { errors, extra, stop } = clock(() => {
    if (fails) throw new Error("no sensors");
  });
  await vi.advanceTimersByTimeAsync(500);
  fails = true;
  const failed = expect(extra()).rejects.toThrow("no sensors");
  await vi.advanceTimersByTimeAsync(1);
  await failed;
  expect(errors).toHaveLength(1);
  const stopped = expect(extra()).rejects.toThrow("the clock has stopped");
  await stop();
  await stopped;
  await expect(extra()).rejects.toThrow("the clock has stopped");
});
