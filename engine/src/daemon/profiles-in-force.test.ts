/** Profiles in force, as whoever asks for them is told: what was compiled, and how far its limits are from what is measured. */

import { expect, test } from "vitest";
import { compare, constant, metric, rule, window } from "../runtime/testing/build-program.ts";
import { scene } from "../runtime/testing/scenario.ts";
import { profileInForce, profilesInForce } from "./profiles-in-force.ts";

const hot = rule("hot", compare("cpu.usage", ">", 85, "percent"), {
  action: "cancel",
  all: true,
  message: [
    { kind: "text", text: "CPU at " },
    { kind: "number", value: metric("cpu.usage"), dimension: "percent" },
    { kind: "text", text: ", at most " },
    { kind: "number", value: constant(85), dimension: "percent" },
    { kind: "text", text: ", lately " },
    { kind: "number", value: window("avg", "cpu.usage", 2000), dimension: "percent" },
  ],
});

function governing(problems = "") {
  const { evaluator, at } = scene([hot, rule("slow", compare("fps", "<", 20, "framerate"))]);
  at(0, { "cpu.usage": 51 });
  const inForce = { program: evaluator.program, problems, config: null as never };
  return { inForce, evaluator };
}

test("are listed with how many rules they have", () => {
  expect(profilesInForce(governing())).toEqual([
    { name: "heal", level: "risky", file: "a.macropolicy", line: 1, rules: 2 },
  ]);
});

test("have their rules with live margins; of messages, what is known before they fire", () => {
  expect(profileInForce(governing(), "heal")).toEqual({
    name: "heal",
    level: "risky",
    file: "a.macropolicy",
    line: 1,
    graceMs: 5000,
    cooldownMs: 0,
    notify: [],
    problems: "",
    rules: [
      {
        rule: "hot",
        action: "cancel all",
        threshold: "threshold of hot",
        message: "CPU at {cpu.usage}, at most 85%, lately {…}",
        file: "a.macropolicy",
        line: 1,
        comparisons: [{ text: "cpu.usage > 85%", value: 51, limit: 85, valueText: "51%", limitText: "85%", used: 0.6 }],
      },
      expect.objectContaining({ rule: "slow", action: "warn", message: null }),
    ],
  });
});

test("are told with what is wrong on disk meanwhile; those that are not in force are not there", () => {
  expect(profileInForce(governing("error: …"), "heal")).toMatchObject({ problems: "error: …", rules: [{}, {}] });
  expect(() => profileInForce(governing(), "dance")).toThrow("no profile in force is called dance");
});
