/** The shipped policies: without a fault, every rule of every profile tested, and with the numbers that users know. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  analyze,
  checkAssertions,
  formatQuantity,
  matchPattern,
  type Program,
  type ProgramProfile,
} from "@macro-engine/dsl";
import { beforeAll, describe, expect, it } from "vitest";
import { proofRoomOf } from "../engine/src/cli/prove/proof-room.ts";
import { hasPassed, runTests, type TestReport } from "../engine/src/cli/run-tests.ts";
import { type LoadedPolicies, loadPolicies } from "../engine/src/load-policies.ts";
import { createEvaluator } from "../engine/src/runtime/evaluator.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

let loaded: LoadedPolicies;
let program: Program;
beforeAll(async () => {
  loaded = await loadPolicies(["policies"], { cwd: root, overridesFolder: null });
  program = loaded.program!;
});

function profile(name: string): ProgramProfile {
  return program.profiles.find((candidate) => candidate.name === name)!;
}

describe("the shipped policies", () => {
  it("have no errors and no findings", () => {
    expect(loaded.diagnostics).toEqual([]);
  });

  it("need nothing of a configuration", () => {
    expect(analyze({ files: loaded.set.files, channels: [] }).diagnostics).toEqual([]);
  });

  it("keep what they promise, whatever is measured", () => {
    const claims = checkAssertions(proofRoomOf(program, { zone: "UTC", stalenessMs: {} }));
    const open = claims.filter(({ verdict }) => verdict.kind !== "holds" || verdict.assumes.length > 0);
    expect(open.map(({ profile: { name }, claim }) => `${name}: ${claim.action} when ${claim.threshold}`)).toEqual([]);
    // Whoever adds a profile has it promise the same.
    for (const { name } of program.profiles) {
      expect(claims.filter((claim) => claim.profile.name === name).length, name).toBeGreaterThan(5);
    }
  });

  describe("their tests", () => {
    let report: TestReport;
    beforeAll(async () => {
      report = await runTests(program, program.tests, loaded, root, createEvaluator);
    });

    it("pass", () => {
      expect(report.results.filter((result) => !hasPassed(result)).map(({ test }) => test.title)).toEqual([]);
      expect(report.passed).toBeGreaterThan(80);
    });

    it("make every rule fire, in every profile that has it", () => {
      const fired = new Set(
        report.results.flatMap((result) =>
          result.kind === "ran"
            ? result.run.decisions
                .filter(({ kind }) => kind === "fire")
                .map(({ rule }) => `${result.test.profile}.${rule}`)
            : [],
        ),
      );
      const all = program.profiles.flatMap(({ name, rules }) => rules.map(({ name: rule }) => `${name}.${rule}`));
      expect(all.filter((rule) => !fired.has(rule))).toEqual([]);
      expect(report.coverage.percent).toBe(100);
    });
  });

  // The earlier system's default profiles: level and longest run in seconds.
  it.each([
    ["heal", "safe", 60],
    ["buff", "safe", 120],
    ["attack", "risky", 300],
    ["craft", "safe", 600],
    ["travel", "risky", 180],
    ["dance", "dangerous", 3600],
    ["default", "risky", 300],
  ])("%s is %s and may run for %i s", (name, level, seconds) => {
    expect(profile(name).level).toBe(level);
    expect(param(name, "max_duration")).toBe(seconds * 1000);
    expect(threshold(name, "time_up")).toBe(seconds * 1000);
  });

  // %, %, frames/s, ms, ms. Those of risky and dangerous macros are the earlier system's.
  it.each([
    ["safe", [90, 92, 10, 800, 2000]],
    ["risky", [80, 85, 15, 500, 1000]],
    ["dangerous", [50, 60, 30, 200, 500]],
  ])("%s macros are held to their level's limits", (level, limits) => {
    const names = ["cpu_usage_max", "memory_usage_max", "fps_min", "latency_max", "response_time_max"];
    const rules = ["cpu_hot", "memory_full", "unplayable", "lag_out", "unresponsive"];
    const ofLevel = program.profiles.filter((candidate) => candidate.level === level);
    expect(ofLevel).not.toEqual([]);
    for (const { name } of ofLevel) {
      expect(names.map((each) => param(name, each))).toEqual(limits);
      expect(rules.map((each) => threshold(name, each))).toEqual(limits);
    }
  });

  it("never cancel over a single sample, but by time, silence or what a counter of the day says", () => {
    const instant = program.profiles.flatMap(({ rules }) =>
      rules.filter(({ action, holdMs }) => action === "cancel" && holdMs === 0).map(({ name }) => name),
    );
    expect(new Set(instant)).toEqual(new Set(["time_up", "stuck", "enough_for_today"]));
  });

  it("warn, slow down or pause before they cancel, over the same metric", () => {
    const metricOf = ({ threshold }: ProgramProfile["rules"][number]) => /[\w.]+/.exec(threshold)![0];
    const sudden = program.profiles.flatMap(({ name, rules }) =>
      rules
        .filter(({ action }) => action === "cancel")
        .filter((last) => !rules.some((rule) => rule.action !== "cancel" && rule.threshold.includes(metricOf(last))))
        .map((rule) => `${name}.${rule.name}`),
    );
    expect(sudden).toEqual([]);
  });

  it("never act on missing data: at the most they tell of it, where a dangerous macro has nobody to see", () => {
    for (const { name, level, rules } of program.profiles) {
      for (const rule of rules.filter((each) => JSON.stringify(each).includes('"kind":"missing"'))) {
        expect([level, rule.action], `${name}.${rule.name}`).toEqual(["dangerous", "warn"]);
      }
    }
  });

  it("let every pause and throttle end later than it began, so that none flutters", () => {
    for (const { name, rules } of program.profiles) {
      for (const rule of rules.filter(({ action }) => action === "pause" || action === "throttle")) {
        if (rule.name === "on_battery") continue;
        expect(rule.until, `${name}.${rule.name}`).not.toBeNull();
        expect(rule.until?.holdMs, `${name}.${rule.name}`).toBeGreaterThanOrEqual(3000);
      }
    }
  });

  describe("find macros by their processes", () => {
    const governs = (command: readonly string[]) => {
      const subject = { macro: "", executable: command[0]!, commandLine: command.join(" ") };
      const found = program.profiles.filter(({ patterns }) =>
        patterns.some((pattern) => pattern.target === "process" && matchPattern(pattern, subject) !== null),
      );
      return found.map(({ name }) => name);
    };
    const hotkey = "C:\\Program Files\\AutoHotkey\\v2\\AutoHotkey64.exe";

    it("when an interpreter runs a script of that name from a folder of macros", () => {
      expect(governs([hotkey, "C:\\Users\\me\\macros\\heal.ahk"])).toEqual(["heal"]);
      expect(governs([hotkey, "/ErrorStdOut", "D:\\macros\\dance_slow.ahk"])).toEqual(["dance"]);
    });

    it.each([
      [["notepad.exe", "C:\\Users\\me\\macros\\heal.ahk"]],
      [["C:\\Program Files\\AutoHotkey\\SciTE\\SciTE.exe", "C:\\Users\\me\\macros\\heal.ahk"]],
      [["C:\\Program Files\\AutoHotkey\\Compiler\\Ahk2Exe.exe", "/in", "C:\\Users\\me\\macros\\heal.ahk"]],
      [[hotkey, "C:\\Users\\me\\macros\\healthcheck.ahk"]],
      [[hotkey, "C:\\tools\\heal.ahk"]],
      [["/usr/bin/heal"]],
      [["heal.exe"]],
      [["bash", "-c", "attack"]],
    ])("and never %o", (command) => {
      expect(governs(command)).toEqual([]);
    });
  });
});

describe("their README", () => {
  const text = readFileSync(join(root, "policies/README.md"), "utf8");

  it("shows an example that works beside them", () => {
    const example = /```macropolicy\n(.*?)```/s.exec(text)![1]!;
    const { diagnostics } = analyze({ files: [...loaded.set.files, { path: "fish.macropolicy", text: example }] });
    expect(diagnostics).toEqual([]);
  });

  it.each([
    ["relaxed", "heal"],
    ["standard", "default"],
    ["strict", "dance"],
  ])("has the numbers of %s", (template, name) => {
    const names = [
      "cpu_usage_max",
      "memory_usage_max",
      "fps_min",
      "latency_max",
      "response_time_max",
      "notice",
      "patience",
    ];
    const numbers = names.map((wanted) => {
      const { value, dimension } = profile(name).params.find((candidate) => candidate.name === wanted)!;
      return formatQuantity(value, dimension).replace(/(?<=\d)(?=\D)/, " ");
    });
    expect(text).toContain(`| \`${template}\` | ${profile(name).level} | ${numbers.join(" | ")} |`);
  });
});

function param(name: string, wanted: string): number | undefined {
  return profile(name).params.find((candidate) => candidate.name === wanted)?.value;
}

/** The limit in a rule of one comparison. */
function threshold(name: string, wanted: string): number | undefined {
  const { condition } = profile(name).rules.find((candidate) => candidate.name === wanted)!;
  return condition.kind === "compare" && condition.right.kind === "constant" ? condition.right.value : undefined;
}
