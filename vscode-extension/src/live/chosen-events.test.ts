import { expect, it } from "vitest";
import type { EngineEvent, RuleDecided } from "../../../engine/src/events.ts";
import { createEventChooser } from "./chosen-events.ts";

function fire(changes: Partial<RuleDecided> = {}): RuleDecided {
  return {
    event: "fire",
    time: "2027-01-04T12:00:00Z",
    id: "d1",
    session: "s",
    run: "r",
    macro: "heal",
    profile: "heal",
    level: "safe",
    rule: "hot",
    action: "pause",
    message: "CPU at 91%",
    threshold: "cpu.usage > 80%",
    since: "2027-01-04T12:00:00Z",
    values: {},
    file: "heal.macropolicy",
    line: 2,
    dryRun: false,
    ...changes,
  };
}

it("tells of firings from the asked level on, in words", () => {
  const told = (event: EngineEvent, least: Parameters<ReturnType<typeof createEventChooser>["choose"]>[1]) =>
    createEventChooser().choose(event, least, 0);
  expect(told(fire(), "pause")).toEqual({ kind: "warning", text: "Paused heal by hot: CPU at 91%", event: "d1" });
  expect(told(fire({ action: "cancel all", dryRun: true }), "cancel")).toMatchObject({
    kind: "error",
    text: "Dry run: cancelled all for heal by hot: CPU at 91%",
  });
  expect(told(fire({ action: "warn" }), "warn")).toMatchObject({ kind: "information" });
  expect(told(fire({ action: "warn" }), "throttle")).toBeNull();
  expect(told(fire({ action: "cancel" }), "off")).toBeNull();
  expect(told(fire({ event: "clear" }), "warn")).toBeNull();
  expect(told({ event: "notice", time: "", level: "error", message: "" }, "warn")).toBeNull();
});

it("tells of one rule of one macro once a minute", () => {
  const chooser = createEventChooser();
  const times = [0, 30_000, 59_999, 60_000, 100_000, 120_000];
  expect(times.filter((time) => chooser.choose(fire(), "warn", time) !== null)).toEqual([0, 60_000, 120_000]);
  expect(chooser.choose(fire({ rule: "other" }), "warn", 120_001)).not.toBeNull();
});

it("is no flood, however many macros there are", () => {
  const chooser = createEventChooser();
  const told = Array.from({ length: 100 }, (_, at) => chooser.choose(fire({ macro: `m${at}` }), "warn", at * 100));
  expect(told.filter((each) => each !== null)).toHaveLength(4);
  expect(chooser.choose(fire({ macro: "late" }), "warn", 20_000)).not.toBeNull();
});
