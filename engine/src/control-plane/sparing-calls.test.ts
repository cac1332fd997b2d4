/** How many calls reach the engine, and who gets which answer. */

import { expect, it } from "vitest";
import { ControlError } from "../control/protocol.ts";
import { sparingCalls } from "./sparing-calls.ts";

/** Calls that are answered when a test says so, by their number. */
function engine() {
  const begun: string[] = [];
  const open: { done(value: unknown): void; fail(error: Error): void }[] = [];
  return {
    begun,
    answer: (at: number, value: unknown = at) => open[at]!.done(value),
    fail: (at: number) => open[at]!.fail(new ControlError("the engine went away")),
    call: ((method: string, params: object) => {
      begun.push(`${method} ${JSON.stringify(params)}`);
      return new Promise((done, fail) => open.push({ done, fail }));
    }) as never,
  };
}
const settle = () => new Promise((done) => setTimeout(done, 5));

it("many who look at once get the answer of one look, begun after they asked", async () => {
  const { call, begun, answer } = engine();
  const ask = sparingCalls(call, { pauseMs: 0 });
  const first = [ask("status", {}), ask("status", {}), ask("mutes", {})];
  await settle();
  expect(begun).toEqual(["status {}", "mutes {}"]);
  const later = [ask("status", {}), ask("status", {}), ask("status", {})];
  await settle();
  expect(begun).toHaveLength(2);
  answer(0);
  answer(1);
  expect(await Promise.all(first)).toEqual([0, 0, 1]);
  await settle();
  expect(begun).toEqual(["status {}", "mutes {}", "status {}"]);
  answer(2);
  expect(await Promise.all(later)).toEqual([2, 2, 2]);
});

it("questions that differ are different looks", async () => {
  const { call, begun } = engine();
  const ask = sparingCalls(call);
  for (const profiles of [["a"], ["b"], ["a"]]) void ask("readings", { profiles });
  await settle();
  expect(begun).toEqual(['readings {"profiles":["a"]}', 'readings {"profiles":["b"]}']);
});

it("a look that fails fails for those who wait for it, and for nobody after them", async () => {
  const { call, fail, answer } = engine();
  const ask = sparingCalls(call, { pauseMs: 0 });
  const first = [ask("status", {}), ask("status", {})];
  await settle();
  const later = ask("status", {});
  fail(0);
  for (const asked of first) await expect(asked).rejects.toThrow("the engine went away");
  await settle();
  answer(1);
  expect(await later).toBe(1);
});

it("acts are each made, so many at once, the others in turn, and none beyond a bound", async () => {
  const { call, begun, answer, fail } = engine();
  const ask = sparingCalls(call, { most: 2, mostWaiting: 2 });
  const acts = ["a", "b", "c", "d"].map((id) => ask("pause", { id }));
  await settle();
  expect(begun).toHaveLength(2);
  await expect(ask("pause", { id: "e" })).rejects.toThrow("ask again later");
  fail(0);
  await expect(acts[0]).rejects.toThrow();
  await settle();
  expect(begun).toHaveLength(3);
  answer(1);
  await settle();
  answer(2);
  answer(3);
  expect(await Promise.all(acts.slice(1))).toEqual([1, 2, 3]);
  expect(begun).toEqual(["a", "b", "c", "d"].map((id) => `pause {"id":"${id}"}`));
});
