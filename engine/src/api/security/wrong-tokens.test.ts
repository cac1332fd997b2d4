import { expect, test } from "vitest";
import { createWrongTokens } from "./wrong-tokens.ts";

test("ten wrong tokens may come at once, then one in six seconds", () => {
  let nowMs = 0;
  const wrong = createWrongTokens(() => nowMs);
  const waits = Array.from({ length: 12 }, () => wrong.count("192.0.2.1"));
  expect(waits).toEqual([...Array(10).fill(null), 6, 6]);
  nowMs += 6000;
  expect(wrong.count("192.0.2.1")).toBeNull();
  expect(wrong.count("192.0.2.1")).toBe(6);
  nowMs += 3000;
  expect(wrong.count("192.0.2.1")).toBe(3);
});

test("addresses do not pay for each other, but those of one IPv6 network do", () => {
  const wrong = createWrongTokens(() => 0);
  for (let n = 0; n < 10; n++) wrong.count("2001:db8:0:1::5");
  expect(wrong.count("2001:db8:0:1:9:9:9:9")).toBe(6);
  expect(wrong.count("2001:db8::1:0:0:0:7")).toBe(6);
  expect(wrong.count("2001:db8:0:2::5")).toBeNull();
  for (let n = 0; n < 10; n++) wrong.count("::ffff:192.0.2.7");
  expect(wrong.count("192.0.2.7")).toBe(6);
  expect(wrong.count("192.0.2.8")).toBeNull();
});

test("a peer with more addresses than are remembered takes no more memory", () => {
  const wrong = createWrongTokens(() => 0);
  for (let n = 0; n < 10; n++) wrong.count("192.0.2.1");
  for (let n = 0; n < 4095; n++) wrong.count(`10.0.${n >> 8}.${n & 255}`);
  expect(wrong.count("192.0.2.1")).toBe(6);
  for (let n = 0; n < 4096; n++) wrong.count(`10.1.${n >> 8}.${n & 255}`);
  expect(wrong.count("192.0.2.1")).toBeNull();
});

test("while too many wrong tokens come from somewhere, a right one there is none unless it was right before", () => {
  let nowMs = 0;
  const wrong = createWrongTokens(() => nowMs);
  expect(wrong.lets("192.0.2.1", "deck")).toBe(true);
  for (let n = 0; n < 10; n++) wrong.count("192.0.2.1");
  const lets = (address: string, name: string) => wrong.lets(address, name);
  expect([lets("192.0.2.1", "tablet"), lets("192.0.2.1", "deck"), lets("192.0.2.2", "tablet")]).toEqual([
    false,
    true,
    true,
  ]);
  nowMs += 6000;
  expect(lets("192.0.2.1", "tablet")).toBe(true);
});
