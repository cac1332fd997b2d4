/** What the list shows, between its address and the engine's filter. */

import { expect, test } from "vitest";
import { addressOf, filterOf, isNarrowed, queryOf } from "./decision-filter.ts";

const noon = Date.UTC(2026, 0, 5, 12);

test("an address without a query lists every cancellation there is", () => {
  const query = queryOf({});
  expect(query).toEqual({ what: "cancel", since: "all", macro: "", profile: "", rule: "", session: "" });
  expect(isNarrowed(query)).toBe(false);
  const filter = filterOf(query, noon);
  expect(filter).not.toHaveProperty("from");
  expect(filter).not.toHaveProperty("action");
});

test("what an address cannot mean is taken as if it were not there", () => {
  expect(queryOf({ what: "toString", since: "3 moons" })).toEqual(queryOf({}));
});

test("what is chosen goes into the address and comes back", () => {
  const query = queryOf({ what: "pause", since: "24h", macro: "heal", rule: "hot" });
  expect(queryOf(addressOf(query))).toEqual(query);
  expect(isNarrowed(query)).toBe(true);
});

test("a day is counted back from the engine's clock", () => {
  expect(filterOf(queryOf({ since: "24h" }), noon).from).toBe("2026-01-04T12:00:00.000Z");
});

test("what rules cleared is no entry of its own", () => {
  expect(filterOf(queryOf({ what: "all" }), noon)).toMatchObject({ kind: "fire" });
  expect(filterOf(queryOf({ what: "warn" }), noon)).toMatchObject({ kind: "fire", action: "warn" });
});
