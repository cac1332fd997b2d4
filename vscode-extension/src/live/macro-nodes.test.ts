import { expect, it } from "vitest";
import { macroNodes } from "./macro-nodes.ts";
import { macro, now, percent, rule, status } from "./testing/example.ts";

it("macros show how they are governed, rules that fire stand first", () => {
  const engine = status(
    macro("heal_1", [
      rule("lag", [percent("x", 10, 40), percent("y", 30, 40)], { action: "warn" }),
      rule("slow", [], { state: "pending", since: "2027-01-04T11:59:56Z", firesInMs: 1500 }),
      rule("hot", [], { state: "firing", since: "2027-01-04T11:59:00Z" }),
    ]),
    macro("unknown", [], { profile: null, level: null, state: "paused", durationMs: 3_720_000 }),
  );
  const [heal, unknown] = macroNodes(engine, now);
  expect(heal).toMatchObject({
    id: "run of heal_1",
    label: "heal_1",
    description: "heal, safe · running · 1 firing · 2m",
    context: "macro.running",
    color: "list.errorForeground",
  });
  expect(heal!.children.map(({ label, description }) => [label, description])).toEqual([
    ["hot", "cancel · firing for 1m"],
    ["slow", "cancel · waiting for 4s, fires in 1.5s"],
    ["lag", "warn · 30% of 40%"],
  ]);
  expect(unknown).toMatchObject({
    description: "no profile · paused · 1h 2m",
    context: "macro.paused",
    children: [],
    color: "list.warningForeground",
  });
});

it("a dry run says so", () => {
  expect(macroNodes({ ...status(macro("m", [])), dryRun: true }, now)[0]!.tooltip).toMatch(/dry run/);
});
