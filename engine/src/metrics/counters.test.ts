import { expect, test } from "vitest";
import { ByteCursor, bytesOf } from "./byte-cursor.ts";
import { DeviceCounters } from "./counters.ts";

/** Reads counters `[name, count]` at a time, ms, and gives the rate of their sum. */
function makeReader() {
  const counters = new DeviceCounters(1, 5000);
  const cursor = new ByteCursor();
  return (time: number, devices: Readonly<Record<string, number>>): number | "too soon" => {
    if (!counters.begin(time)) return "too soon";
    for (const [name, count] of Object.entries(devices)) {
      const bytes = bytesOf(name);
      cursor.reset(bytes, bytes.length);
      counters.add(cursor, 0, bytes.length, Float64Array.of(count));
    }
    counters.finish();
    return counters.perSecond(0);
  };
}

test("a rate needs two readings", () => {
  const read = makeReader();
  expect(read(0, { eth0: 1000 })).toBeNaN();
  expect(read(2000, { eth0: 3000 })).toBe(1000);
});

test("a device that appears adds its traffic from its second reading on, not its history", () => {
  const read = makeReader();
  read(0, { eth0: 100 });
  expect(read(1000, { eth0: 200, usb0: 9_999_999 })).toBe(100);
  expect(read(2000, { eth0: 300, usb0: 10_000_000 })).toBe(101);
});

test("a device that appears in the midst of the others, or in another order, is told apart by name", () => {
  const read = makeReader();
  read(0, { a: 10, b: 20, c: 30 });
  expect(read(1000, { a: 11, new: 5, b: 22, c: 33 })).toBe(6);
  expect(read(2000, { c: 34, b: 23, new: 6, a: 12 })).toBe(4);
});

test("a device that disappears takes nothing away, and begins anew when it comes back", () => {
  const read = makeReader();
  read(0, { eth0: 100, usb0: 500 });
  expect(read(1000, { eth0: 200 })).toBe(100);
  expect(read(2000, { eth0: 300, usb0: 90_000 })).toBe(100);
  expect(read(3000, { eth0: 400, usb0: 90_010 })).toBe(110);
});

test("a counter that falls makes one reading unknown, and the next is right again", () => {
  const read = makeReader();
  read(0, { eth0: 4_294_967_290, wlan0: 10 });
  expect(read(1000, { eth0: 5, wlan0: 20 })).toBeNaN();
  expect(read(2000, { eth0: 15, wlan0: 30 })).toBe(20);
});

test("after a gap there is no rate over the time that nobody measured", () => {
  const read = makeReader();
  read(0, { eth0: 0 });
  expect(read(60_000, { eth0: 1e9 })).toBeNaN();
  expect(read(61_000, { eth0: 1e9 + 50 })).toBe(50);
});

test("readings that follow too closely wait for a span worth dividing by", () => {
  const read = makeReader();
  read(0, { eth0: 0 });
  expect(read(10, { eth0: 5 })).toBe("too soon");
  expect(read(100, { eth0: 50 })).toBe(500);
});

test("a counter that is no number makes the sum unknown", () => {
  const read = makeReader();
  read(0, { eth0: 0, odd: Number.NaN });
  expect(read(1000, { eth0: 5, odd: 7 })).toBeNaN();
});

test("no device at all is no rate", () => {
  const read = makeReader();
  read(0, {});
  expect(read(1000, {})).toBeNaN();
});
