/** Digests as they are read on a phone. */

import { expect, test } from "vitest";
import { digestOf } from "./digest.ts";
import type { Notification } from "./notification.ts";
import { notification } from "./testing/example.ts";

const start = Date.parse("2026-01-05T12:00:00Z");

/** One every 16 ms: 500 take 8 s. */
const burst = (count: number, of: (index: number) => Partial<Notification>) =>
  Array.from({ length: count }, (_, i) => notification({ time: new Date(start + i * 16).toISOString(), ...of(i) }));

test("five hundred decisions within seconds are a few lines, the gravest first", () => {
  const decisions = burst(500, (i) => {
    const macro = `heal_${i % 40}`;
    if (i % 100 === 0) return { macro, rule: "runaway", action: "cancel" };
    if (i === 7) return { macro, rule: "runaway", action: "cancel", kind: "failed", how: "it belongs to root" };
    if (i % 10 === 0) return { macro, rule: "hot", action: "throttle", kind: "recovered" };
    return i % 2 === 0 ? { macro, rule: "low_fps" } : { macro: "heal", rule: "lag", action: "warn" };
  });
  expect(digestOf(decisions)).toEqual({
    title: "1 failed, 5 cancelled, 200 paused, 249 warnings, 45 recovered in 8s",
    lines: [
      "heal_7 could not be cancelled by runaway",
      "heal_0, heal_20 cancelled by runaway (5 times)",
      "heal_2, heal_4, heal_6 and 13 more paused by low_fps (200 times)",
      "heal: warning by lag (249 times)",
      "heal_10, heal_20, heal_30 and 1 more have their speed back: hot has cleared (45 times)",
    ],
  });
});

test("of many rules the gravest ten are told, and how much is left", () => {
  const { lines } = digestOf(burst(50, (i) => ({ rule: `rule_${i % 25}`, action: i % 25 === 24 ? "cancel" : "warn" })));
  expect(lines).toHaveLength(11);
  expect([lines[0], lines.at(-1)]).toEqual(["heal cancelled by rule_24 (2 times)", "and 30 more, by other rules"]);
});

test("a dry run is told as one, and names end where a line does", () => {
  const dry = burst(4, (i) => ({ macro: `\u202ea\nb${"x".repeat(80)}${i}`, action: "cancel all", dryRun: true }));
  const { title, lines } = digestOf(dry);
  expect(title).toBe("dry run: 4 × every macro cancelled");
  const name = `a b${"x".repeat(56)}…`;
  expect(lines).toEqual([
    `dry run: every macro would be cancelled, by low_fps of ${name}, ${name}, ${name} and 1 more`,
  ]);
});
