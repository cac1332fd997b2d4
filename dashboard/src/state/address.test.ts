import { expect, test } from "vitest";
import { href, readRoute } from "./address.ts";

test.each([
  ["", { view: "live", parts: [], query: {} }],
  ["#/", { view: "live", parts: [], query: {} }],
  [
    "#/cancellations/a1?macro=heal&rule=cpu",
    { view: "cancellations", parts: ["a1"], query: { macro: "heal", rule: "cpu" } },
  ],
  ["#/policies/100%", { view: "policies", parts: ["100%"], query: {} }],
])("%s is read", (hash, route) => {
  expect(readRoute(hash)).toEqual(route);
});

test("an address is read as it was written, whatever it names", () => {
  const hostile = "../<b>?&#/%2e";
  const address = href("policies", [hostile], { macro: hostile, rule: "", since: undefined });
  expect(readRoute(address)).toEqual({ view: "policies", parts: [hostile], query: { macro: hostile } });
});
