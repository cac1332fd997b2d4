import { describe, expect, it } from "vitest";
import type { EngineEvent, RuleDecided } from "../../events.ts";
import { eventLine } from "./event-line.ts";
import { createEventLog } from "./event-log.ts";
import { ended, fired } from "./sample-events.ts";

const words = { zone: "UTC" };

const text = (more: Partial<RuleDecided>) => eventLine({ ...fired, ...more }, words).text;

describe("a firing in words", () => {
  it("names rule, metric, value, limit and since when", () => {
    expect(text({})).toBe("cpu_hot: macro.cpu 99.8% > 80% for 5s (since 12:00:00)");
  });

  it("does not say since when about what has only begun", () => {
    expect(text({ since: fired.time })).toBe("cpu_hot: macro.cpu 99.8% > 80% for 5s");
  });

  it("puts values of windowed calls in brackets, and does not take one metric for another", () => {
    const threshold = "latency > 500ms and avg(latency, 30s) > 300ms and fps.low1 < 10fps and not missing(fps)";
    const values = { latency: 800, "fps.low1": 8, fps: null };
    expect(text({ threshold, values, message: "" })).toBe(
      "cpu_hot: latency 800ms > 500ms and avg(latency, 30s) > 300ms and fps.low1 8fps < 10fps and not missing(fps) [fps missing] (since 12:00:00)",
    );
  });

  it("uses the policy's message where it tells value and limit itself", () => {
    expect(text({ message: "Uses 99.8% of a core, limit 80%" })).toBe(
      "cpu_hot: Uses 99.8% of a core, limit 80% (since 12:00:00)",
    );
  });

  it("takes a limit that the policy calculates as told", () => {
    const told = { threshold: "latency > 0.5 * 500ms for 1s", values: { latency: 400 }, since: fired.time };
    expect(text({ ...told, message: "Latency 400ms, limit 250ms" })).toBe("cpu_hot: Latency 400ms, limit 250ms");
  });

  it("adds the policy's message to the condition where it does not", () => {
    expect(text({ message: "Caught in a loop" })).toBe(
      "cpu_hot: macro.cpu 99.8% > 80% for 5s: Caught in a loop (since 12:00:00)",
    );
    const threshold = "small_hours and power.on_battery";
    expect(text({ threshold, values: { "power.on_battery": true }, message: "Go to bed", since: fired.time })).toBe(
      "cpu_hot: small_hours and power.on_battery [power.on_battery true]: Go to bed",
    );
  });

  it("says no value twice that only the message tells", () => {
    const values = { "macro.cpu": 99.8, "macro.memory": 2 ** 31 };
    expect(text({ values, message: "Caught in a loop with 2GiB", since: fired.time })).toBe(
      "cpu_hot: macro.cpu 99.8% > 80% for 5s: Caught in a loop with 2GiB",
    );
  });

  it("knows the dimension of a declared metric from its caller", () => {
    const event = { ...fired, threshold: "guild.wait > 3s", values: { "guild.wait": 4000 }, message: "" };
    expect(eventLine(event, { ...words, dimensionOf: () => "duration" }).text).toContain("guild.wait 4s > 3s");
  });
});

describe("other events in words", () => {
  const time = "2026-01-05T12:00:00.000Z";
  const run = { run: "r1", macro: "burner" };
  it.each<[EngineEvent, string, string]>([
    [{ event: "clear", ...without(fired) }, "clear", "cpu_hot (cancel) no longer holds"],
    [
      { event: "macro-start", time, ...run, pid: 42, profile: null, level: null, origin: "found" },
      "start",
      "unprotected: no profile governs it (pid 42)",
    ],
    [
      { event: "macro-start", time, ...run, pid: 42, profile: "heal", level: "safe", origin: "child" },
      "start",
      "profile heal, safe (pid 42)",
    ],
    [
      { event: "macro-end", time, ...run, durationMs: 12_340, end: { kind: "exited", code: 3, signal: null } },
      "end",
      "exited with 3 after 12s",
    ],
    [
      { event: "macro-end", time, ...run, durationMs: 65_000, end: { kind: "cancelled", decision: "d1" } },
      "end",
      "cancelled after 1m 5s",
    ],
    [{ event: "notice", time, level: "warning", message: "sensors: gone" }, "warning", "sensors: gone"],
    [
      { event: "reload", time, ok: false, profiles: 8, rules: 9, problems: "error: x\n\n  --> y:1:1\n" },
      "reload",
      "what was saved has errors; the last good set stays in force",
    ],
  ])("%o", (event, word, expected) => {
    const line = eventLine(event, words);
    expect([line.word, line.text]).toEqual([word, expected]);
  });

  function without({ event: _, ...rest }: RuleDecided): Omit<RuleDecided, "event"> {
    return rest;
  }
});

describe("the event log", () => {
  it("adds an outcome to the line of its decision", () => {
    const log = createEventLog(words);
    log.add(fired);
    log.add({ event: "notice", time: fired.time, level: "info", message: "in between" });
    log.add(ended);
    expect(log.lines.map(({ word, outcome }) => [word, outcome])).toEqual([
      ["cancel", "ended after SIGTERM in 0.1s"],
      ["notice", null],
    ]);
  });

  it("keeps every outcome of a `cancel all`, and marks a failure", () => {
    const log = createEventLog(words);
    log.add({ ...fired, action: "cancel all" });
    log.add({ ...ended, macro: "other", ok: false, how: "2 processes are left" });
    log.add({ ...ended, dryRun: true });
    expect(log.lines[0]).toMatchObject({
      outcome: "other failed: 2 processes are left; dry run, nothing done",
      style: "critical",
    });
  });

  it("shows an outcome whose decision has scrolled away on a line of its own", () => {
    const log = createEventLog(words, 1);
    log.add(fired);
    log.add({ event: "notice", time: fired.time, level: "info", message: "later" });
    log.add(ended);
    expect(log.lines.map(({ text }) => text)).toEqual(["ended after SIGTERM in 0.1s"]);
  });
});

describe("what is muted, in words", () => {
  const mute = { event: "mute", time: fired.time, id: "m1", reason: "patch day", by: "anna" } as const;
  const line = (event: EngineEvent) => {
    const { word, macro, text } = eventLine(event, words);
    return [word, macro, text];
  };

  it("says what a rule would have done", () => {
    const [word, , said] = line({ ...fired, mute: "m1" });
    expect(word).toBe("muted");
    expect(said).toBe("cpu_hot: macro.cpu 99.8% > 80% for 5s (since 12:00:00), would cancel");
  });

  it("says whose rules, and until when, or from when to when", () => {
    const until = "2026-01-05T13:30:00.000Z";
    expect(line({ ...mute, macro: "heal", rule: null, from: fired.time, until })).toEqual([
      "mute",
      "heal",
      "every rule of it until 13:30:00: patch day",
    ]);
    expect(line({ ...mute, macro: null, rule: "lost", from: "2026-01-05T12:30:00.000Z", until })).toEqual([
      "mute",
      "",
      "lost from 12:30:00 until 13:30:00: patch day",
    ]);
  });
});
