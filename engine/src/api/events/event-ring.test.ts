/** What is kept of the events for those who were away. */

import { expect, it } from "vitest";
import { notice } from "../../control/testing/example.ts";
import { createEventRing } from "./event-ring.ts";

const numbered = (ring: ReturnType<typeof createEventRing>, id: string) =>
  ring.after(id)?.map(({ id, event }) => [id, "message" in event && event.message]) ?? null;

it("tells what came after an id, and nothing to those who know all", () => {
  const ring = createEventRing("boot");
  expect(ring.lastId).toBe("boot-0");
  for (const message of ["a", "b", "c"]) ring.push(notice(message));
  expect(numbered(ring, "boot-0")).toEqual([
    ["boot-1", "a"],
    ["boot-2", "b"],
    ["boot-3", "c"],
  ]);
  expect(numbered(ring, "boot-2")).toEqual([["boot-3", "c"]]);
  expect(numbered(ring, "boot-3")).toEqual([]);
});

it("of other ids it says that it cannot tell", () => {
  const ring = createEventRing("boot");
  ring.push(notice("a"));
  for (const id of [
    "",
    "boot",
    "boot-",
    "boot-2",
    "boot--1",
    "boot-1x",
    "boot-NaN",
    "other-1",
    "boot-9999999999999999",
  ])
    expect(ring.after(id), id).toBeNull();
});

it.each([
  ["events", { events: 4, bytes: 1e9 }],
  ["bytes", { events: 1e9, bytes: 4 * 110 }],
])("keeps a bounded number of %s", (_, limits) => {
  const ring = createEventRing("boot", limits);
  for (let n = 1; n <= 1000; n++) {
    ring.push(notice(`event ${String(n).padStart(4, "0")}`));
    for (let back = 0; back <= Math.min(n, 6); back++) {
      const missed = ring.after(`boot-${n - back}`);
      const ids = Array.from({ length: back }, (_, at) => `boot-${n - back + 1 + at}`);
      // What it cannot tell in whole it does not tell in part.
      if (back <= Math.min(n, 3)) expect(missed?.map(({ id }) => id)).toEqual(ids);
      if (back > 4) expect(missed).toBeNull();
    }
  }
});

it("keeps the newest event however long it is", () => {
  const ring = createEventRing("boot", { events: 4, bytes: 100 });
  ring.push(notice("a"));
  ring.push(notice("x".repeat(1000)));
  expect(ring.after("boot-1")).toHaveLength(1);
  expect(ring.after("boot-0")).toBeNull();
});
