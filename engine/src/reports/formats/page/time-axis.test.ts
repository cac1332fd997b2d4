import { expect, test } from "vitest";
import { scale } from "../../../page/scale.ts";
import { wordsIn } from "../words.ts";
import { timeAxis } from "./time-axis.ts";

const hour = 3_600_000;

/** Hours after the axis begins, and what stands there. */
function marks(zone: string, from: string, hours: number) {
  const begin = Date.parse(from);
  const time = scale(begin, begin + hours * hour, 0, hours);
  const texts = timeAxis(time, 100, wordsIn(zone)).map(({ text }) => /<text x="([^"]*)".*>([^<]*)<\/text>/.exec(text));
  return texts.filter((found) => found !== null).map(([, x, name]) => `${x}h ${name}`);
}

test("says which day it is where a night goes over midnight", () => {
  expect(marks("Europe/Berlin", "2026-01-05T21:30:00Z", 4)).toEqual([
    "0h 22:30",
    "0.5h 23:00",
    "1h 23:30",
    "1.5h 01-06",
    "2h 00:30",
    "2.5h 01:00",
    "3h 01:30",
    "3.5h 02:00",
    "4h 02:30",
  ]);
});

test("keeps to the clock where it is put back in the night, or forward", () => {
  // Until 3:00 of summer, which is 2:00 of winter again.
  expect(marks("Europe/Berlin", "2026-10-24T20:00:00Z", 16)).toEqual([
    "0h 22:00",
    "2h 10-25",
    "5h 02:00",
    "7h 04:00",
    "9h 06:00",
    "11h 08:00",
    "13h 10:00",
    "15h 12:00",
  ]);
  expect(marks("Europe/Berlin", "2026-03-28T21:00:00Z", 14).slice(-3)).toEqual(["9h 08:00", "11h 10:00", "13h 12:00"]);
});

test("marks days where they begin, whichever half of the year they are in", () => {
  const days = marks("Europe/Berlin", "2026-10-22T22:00:00Z", 7 * 24);
  expect(days).toEqual(["0h 10-23", "24h 10-24", "48h 10-25", "73h 10-26", "97h 10-27", "121h 10-28", "145h 10-29"]);
});
