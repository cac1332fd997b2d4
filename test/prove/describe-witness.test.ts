/** What witnesses are called: near the limits that they are about, and at the time that schedules ask for. */

import { comparePrograms, describeWitness, proveRules } from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { roomOf, roomWith } from "./proof-room.ts";

function shown(condition: string): string {
  const room = roomWith(`
    schedule raid = fri 20:00-24:00 in "Europe/Warsaw"
    profile p { rule r: warn when ${condition} }`);
  const [{ fires, rule }] = proveRules(room, room.program.profiles[0]!) as [ReturnType<typeof proveRules>[number]];
  if (fires.kind !== "can") throw new Error(fires.kind);
  return describeWitness(fires.witness, rule.reads, room.program);
}

test.each([
  ["duration > 60s", "duration = 66s"],
  ["duration > 1d", "duration about 1.1d"],
  ["duration > 50d", "duration about 55.6d"],
  ["duration > 1000d", "duration about 1100d"],
  ["fps < 30", "fps = 15fps"],
  ["raid", "any samples on fri 20:00 Europe/Warsaw"],
  ["raid and fps < 30 for 2s", "fps = 15fps for 2s on fri 20:00 Europe/Warsaw"],
  ["not raid", "any samples on mon 13:00 Europe/Warsaw"],
])("%s: %s", (condition, expected) => expect(shown(condition)).toBe(expected));

test("a value that changes is told in its order", () => {
  const [before, after] = ["", " until fps > 5"].map((until) =>
    roomWith(`profile p { rule r: warn when fps < 3${until} }`),
  );
  const { profiles } = comparePrograms(before!.program, after!.program, roomOf);
  const { witness } = profiles[0]!.rules[0]!.gained!;
  // It is warned about for longer: at 4fps still.
  expect(describeWitness(witness, ["fps"], after!.program)).toBe("fps = 1.5fps then 4fps for 1s");
});
