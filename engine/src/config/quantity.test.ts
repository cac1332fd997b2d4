import { expect, it } from "vitest";
import { parseQuantity } from "./quantity.ts";

it.each([
  ["1s", 1000],
  ["1m30s", 90_000],
  ["1.5h", 5_400_000],
  ["250us", 0.25],
  ["10_000ms", 10_000],
  ["0", 0],
  [" 2d ", 172_800_000],
])("reads the duration %s", (text, ms) => {
  expect(parseQuantity(text, "duration", "5s")).toEqual({ value: ms });
});

it.each([
  ["200MiB", 200 * 2 ** 20],
  ["1.5GB", 1.5e9],
])("reads the size %s", (text, bytes) => {
  expect(parseQuantity(text, "bytes", "200MiB")).toEqual({ value: bytes });
});

it.each([
  ["5", "`5` has no unit; write a duration such as 5s"],
  ["5sec", "`sec` is not a unit of a duration (us, ms, s, m, h, d); write a duration such as 5s"],
  ["1s2m", "`1s2m` has its units in the wrong order, larger ones come first; write a duration such as 5s"],
  ["1s1s", "`1s1s` has its units in the wrong order, larger ones come first; write a duration such as 5s"],
  ["-5s", "`-5s` is not a duration; write a duration such as 5s"],
  ["5 s", "there is a blank in `5 s`; write a duration such as 5s"],
  ["", "it is empty; write a duration such as 5s"],
])("says what is wrong with %j", (text, problem) => {
  expect(parseQuantity(text, "duration", "5s")).toMatchObject({ problem });
});
