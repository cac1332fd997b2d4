/** What schedules can say together, over every constellation of the zones' clocks. */

import { expect, test } from "vitest";
import { instantsOf } from "./instants.ts";

const everyDay = [0, 1, 2, 3, 4, 5, 6];
const at = (zone: string | null, start: number, end: number, days = everyDay) => ({
  name: "s",
  zone,
  spans: [{ days, start: start * 60, end: end * 60 }],
});

/** "10": the first holds, the second does not. */
function together(...schedules: Parameters<typeof instantsOf>[0]): string[] {
  return instantsOf(schedules, "UTC").list.map(({ holds }) => holds.map(Number).join(""));
}

test("one schedule holds or does not", () => {
  expect(together(at(null, 9, 17))).toEqual(["0", "1"]);
  expect(together(at(null, 0, 24))).toEqual(["1"]);
});

test("two that never meet never hold together", () => {
  expect(together(at(null, 9, 12), at(null, 12, 14))).toEqual(["00", "01", "10"]);
  expect(together(at(null, 22, 6), at(null, 23, 2))).toEqual(["00", "10", "11"]);
});

test("a span past midnight belongs to the day it starts", () => {
  expect(together(at(null, 22, 2, [5]), at(null, 1, 3, [6]))).toContain("11");
  expect(together(at(null, 22, 2, [5]), at(null, 1, 3, [5]))).not.toContain("11");
});

test("clocks that change on other days meet for some weeks where they else do not", () => {
  // Nine in New York is 15:00 in Warsaw, but for three weeks of March, when it is 14:00.
  const newYork = at("America/New_York", 9, 10);
  expect(together(newYork, at("Europe/Warsaw", 15, 16))).toContain("11");
  expect(together(newYork, at("Europe/Warsaw", 14, 15))).toContain("11");
  expect(together(newYork, at("Europe/Warsaw", 13, 14))).not.toContain("11");
});

test("clocks that go by the moon, and those of old recordings, meet in some years", () => {
  // Gaza is an hour ahead of Paris, but for the Ramadans of the forties, in summer.
  expect(together(at("Asia/Gaza", 12, 13), at("Europe/Paris", 12, 13))).toContain("11");
  // Moscow was four hours ahead of UTC until 2014, and has been three since.
  expect(together(at("Europe/Moscow", 12, 13), at("UTC", 8, 9))).toContain("11");
  expect(together(at("Europe/Moscow", 12, 13), at("UTC", 9, 10))).toContain("11");
  expect(together(at("Europe/Moscow", 12, 13), at("UTC", 10, 11))).not.toContain("11");
});

test("the instants are such as the schedules say", () => {
  const [never, always] = instantsOf([at("Europe/Warsaw", 9, 10, [0])], "UTC").list;
  expect(never!.holds).toEqual([false]);
  // A Monday, nine o'clock in Warsaw.
  expect(new Date(always!.wallMs).toISOString()).toMatch(/T0[78]:00:00/);
  expect(new Date(always!.wallMs).getUTCDay()).toBe(1);
});
