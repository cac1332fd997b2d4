import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { ByteCursor, bytesOf } from "./byte-cursor.ts";
import { KeptFile } from "./kept-file.ts";
import { makeMachine } from "./testing/machine.ts";

function cursorOn(text: string): ByteCursor {
  const cursor = new ByteCursor();
  const bytes = bytesOf(text);
  cursor.reset(bytes, bytes.length);
  return cursor;
}

test("numbers are read as JavaScript reads them", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e15, noNaN: true }), (value) => {
      const text = value.toFixed(3);
      const read = cursorOn(`  ${text} next`).number();
      expect(Math.abs(read - Number(text))).toBeLessThanOrEqual(Math.abs(Number(text)) * 1e-12);
    }),
    { seed: 1 },
  );
});

test("a counter of 64 bits is read to the precision of a double", () => {
  expect(cursorOn("18446744073709551615").number()).toBeCloseTo(2 ** 64, -5);
});

test("what is no number is NaN and does not move the cursor", () => {
  const cursor = cursorOn("MemTotal: 12 kB\n");
  expect(cursor.number()).toBeNaN();
  expect(cursor.take(bytesOf("MemTotal:"))).toBe(true);
  expect(cursor.number()).toBe(12);
  expect(cursor.nextLine()).toBe(false);
  expect(cursor.number()).toBeNaN();
});

test("a file is read to its end however long it grows", () => {
  const machine = makeMachine(onTestFinished, { f: "x" });
  const file = new KeptFile(`${machine.folder}/f`, "whole", 8);
  onTestFinished(() => file.close());
  for (const length of [1, 7, 8, 9, 100, 3]) {
    machine.write("f", "y".repeat(length));
    const cursor = file.read();
    expect(cursor.text(0, cursor.end)).toBe("y".repeat(length));
  }
});

test("the head of a file is one read", () => {
  const machine = makeMachine(onTestFinished, { f: "0123456789" });
  const file = new KeptFile(`${machine.folder}/f`, "head", 4);
  onTestFinished(() => file.close());
  expect(file.read().end).toBe(4);
});

test("a file that was absent is read once it is there", () => {
  const machine = makeMachine(onTestFinished);
  const file = new KeptFile(`${machine.folder}/f`, "whole");
  onTestFinished(() => file.close());
  expect(() => file.read()).toThrow("no such file");
  machine.write("f", "7");
  expect(file.read().number()).toBe(7);
});
