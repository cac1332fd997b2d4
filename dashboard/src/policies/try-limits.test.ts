import { expect, test } from "vitest";
import { type Told, tryLimits } from "./try-limits.ts";

/** Answers when it is told to, and writes down what it was asked. */
function slowly() {
  const asked: string[] = [];
  const waiting = new Map<string, (exact: boolean) => void>();
  const ask = (limit: number, quick: boolean) => {
    const key = `${limit} ${quick ? "quick" : "exact"}`;
    asked.push(key);
    return new Promise<{ exact: boolean }>((resolve) => waiting.set(key, (exact) => resolve({ exact })));
  };
  const answer = async (key: string, exact: boolean) => {
    waiting.get(key)!(exact);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { asked, ask, answer };
}

test("what is dragged over meanwhile is left out, and the last limit gets its exact answer", async () => {
  const { asked, ask, answer } = slowly();
  const told: Told<{ exact: boolean }>[] = [];
  const trying = tryLimits(ask, (one) => told.push(one));
  for (const limit of [1, 2, 3]) trying.try(limit);
  expect(asked).toEqual(["1 quick"]);
  await answer("1 quick", false);
  expect([asked.at(-1), told]).toEqual(["3 quick", []]);
  await answer("3 quick", false);
  expect(told).toEqual([{ limit: 3, answer: { exact: false }, problem: "", isAsking: true }]);
  expect(asked.at(-1)).toBe("3 exact");
  // Dragged on: the exact answer is nobody's any more, and the next quick one is exact by it.
  trying.try(4);
  expect(asked.at(-1)).toBe("4 quick");
  await answer("4 quick", false);
  await answer("3 exact", true);
  expect(asked).toEqual(["1 quick", "3 quick", "3 exact", "4 quick", "4 quick"]);
  await answer("4 quick", true);
  expect(told.at(-1)).toEqual({ limit: 4, answer: { exact: true }, problem: "", isAsking: false });
  expect(asked).toHaveLength(5);
});

test("a problem is told, and nothing after the end", async () => {
  const told: Told<{ exact: boolean }>[] = [];
  const failing = tryLimits(
    () => Promise.reject(new Error("gone")),
    (one) => told.push(one),
  );
  failing.try(1);
  await new Promise((resolve) => setTimeout(resolve));
  expect(told).toEqual([{ limit: 1, answer: null, problem: "gone", isAsking: false }]);
  const { ask, answer } = slowly();
  const ended = tryLimits(ask, (one) => told.push(one));
  ended.try(2);
  ended.end();
  await answer("2 quick", false);
  expect(told).toHaveLength(1);
});
