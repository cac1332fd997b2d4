/** What conditions can be together: the prover's answers, by example. */

import { createProver, type Truth, type Wanted } from "@macro-engine/dsl";
import { describe, expect, it, test } from "vitest";
import { programOf } from "../../dsl/src/testing/analyze-text.ts";
import { createReplay } from "../../engine/src/runtime/replay-witness.ts";
import { randomFrom } from "../../engine/src/runtime/testing/random.ts";
import { programOfQuestion, questionKinds, randomQuestion } from "./random-questions.ts";

const declarations = `
  schedule night = 22:00-06:00
  schedule late  = 23:00-02:00
  schedule work  = weekdays 09:00-17:00 in "Europe/Warsaw"
  metric zone: text
  metric place: text
  metric queue: count
  metric drift: number`;

/** Conditions as policy text, each with what it is to be: "T", "F", "U" or several. */
function ask(...wishes: readonly (readonly [condition: string, is: string])[]) {
  const rules = wishes.map(([condition], at) => `rule r${at}: warn when ${condition}`);
  const program = programOf(`${declarations} profile p { ${rules.join("\n")} }`);
  const wanted = wishes.map(
    ([, is], at): Wanted => ({ condition: program.profiles[0]!.rules[at]!.condition, is: truths(is) }),
  );
  return createProver({ program, replay: createReplay() }).find(wanted);
}

function truths(letters: string): Truth[] {
  const names = { T: "true", F: "false", U: "unknown" } as const;
  return [...letters].map((letter) => names[letter as keyof typeof names]);
}

const canBe = (condition: string, is = "T") => ask([condition, is]).kind;
/** Whether B is true wherever A is. */
const implies = (a: string, b: string) => ask([a, "T"], [b, "FU"]).kind === "impossible";

describe("thresholds", () => {
  test.each([
    ["cpu.usage > 80% and cpu.usage < 70%", "impossible"],
    ["cpu.usage > 80% and cpu.usage <= 80%", "impossible"],
    ["cpu.usage >= 80% and cpu.usage <= 80%", "possible"],
    ["cpu.usage > 100%", "impossible"],
    ["cpu.usage >= 100%", "possible"],
    ["fps < 0", "impossible"],
    ["queue > 5 and queue < 6", "impossible"],
    ["drift > 5 and drift < 6", "possible"],
    ["2 * queue == 5", "impossible"],
    ["100% - cpu.usage < 20% and cpu.usage < 80%", "impossible"],
    ["abs(drift) > 5 and drift < 0 and drift > -4", "impossible"],
    ["power.on_battery and not power.on_battery", "impossible"],
    ['zone == "town" and zone == "cave"', "impossible"],
    ['zone != "town" and zone != "cave"', "possible"],
    ['zone == place and zone == "town" and place != "town"', "impossible"],
    ['macro.level != "safe" and macro.level != "risky" and macro.level != "dangerous"', "impossible"],
  ])("%s: %s", (condition, kind) => expect(canBe(condition)).toBe(kind));

  it("a limit implies a lower one, not a higher", () => {
    expect(implies("cpu.usage > 90%", "cpu.usage > 80%")).toBe(true);
    expect(implies("cpu.usage > 80%", "cpu.usage > 90%")).toBe(false);
    expect(implies("cpu.usage > 80%", "cpu.usage > 90% or cpu.usage <= 90%")).toBe(true);
  });
});

describe("what is missing", () => {
  it("makes `not x > 5` something else than `x <= 5`", () => {
    expect(ask(["not fps > 5", "T"], ["fps <= 5", "FU"]).kind).toBe("impossible");
    expect(ask(["not fps > 5", "FU"], ["fps > 5", "FU"]).kind).toBe("possible");
    expect(ask(["fps > 5 or not fps > 5", "FU"]).kind).toBe("possible");
    expect(ask(["fps > 5 or not fps > 5 or missing(fps)", "F"]).kind).toBe("impossible");
  });

  it("is told from silence: a stale value is missing, a missing one may be new", () => {
    expect(ask(["missing(fps)", "T"], ["fps > 0", "TF"]).kind).toBe("impossible");
    expect(ask(["missing(fps, 2s)", "T"], ["fps > 0", "T"]).kind).toBe("possible");
    expect(ask(["missing(fps)", "F"], ["fps > 0", "U"]).kind).toBe("possible");
    expect(ask(["missing(fps, 10s)", "T"], ["missing(fps, 5s)", "F"]).kind).toBe("impossible");
    expect(ask(["missing(fps, 10s)", "T"], ["duration < 8s", "T"]).kind).toBe("impossible");
    expect(ask(["missing(fps, 2s) or fps >= 0", "F"], ["duration > 1h", "T"]).kind).toBe("impossible");
    expect(ask(["missing(fps, 2s)", "F"], ["fps >= 0", "U"], ["duration > 1h", "T"]).kind).toBe("possible");
  });

  it("never befalls what the engine works out itself", () => {
    expect(canBe("duration > 5s", "U")).toBe("impossible");
    expect(canBe("missing(duration)")).toBe("impossible");
    expect(canBe('macro.level == "safe"', "U")).toBe("impossible");
  });
});

describe("several metrics", () => {
  test.each([
    ["cpu.usage + memory.usage > 200%", "impossible"],
    ["cpu.usage + memory.usage > 199%", "possible"],
    ["cpu.usage + memory.usage > 100% and cpu.usage <= 50% and memory.usage <= 50%", "impossible"],
    ["cpu.usage > memory.usage and memory.usage > swap.usage and swap.usage > cpu.usage", "impossible"],
    ["latency > 2 * response_time and response_time > latency", "impossible"],
    ["abs(cpu.usage - memory.usage) > 50% and cpu.usage > 60% and memory.usage > 60%", "impossible"],
    ["latency / response_time > 2 and latency < response_time", "impossible"],
    ["latency / response_time > 2 and response_time > 10ms", "possible"],
    ["queue + queue == 7", "impossible"],
    ["cpu.usage < cpu.usage", "impossible"],
  ])("%s: %s", (condition, kind) => expect(canBe(condition)).toBe(kind));

  it("a sum that only rounds up to its limit is not ruled out", () => {
    const justBelow = 49.99999999999999;
    expect(justBelow).toBeLessThan(50);
    expect(justBelow + 50).toBe(100);
    expect(canBe("cpu.usage + memory.usage >= 100% and cpu.usage < 50% and memory.usage <= 50%")).not.toBe(
      "impossible",
    );
  });

  it("a division by zero is unknown", () => {
    expect(ask(["latency / response_time > 2", "U"], ["latency > 0ms", "T"], ["response_time >= 0ms", "T"]).kind).toBe(
      "possible",
    );
    expect(ask(["latency / response_time > 2", "U"], ["latency > 0ms", "T"], ["response_time > 0ms", "T"]).kind).toBe(
      "impossible",
    );
  });
});

describe("windows", () => {
  test.each([
    ["min(fps, 10s) > 30 and max(fps, 10s) < 20", "impossible"],
    ["min(fps, 10s) > 30 and fps < 20", "impossible"],
    ["avg(fps, 10s) > 30 and max(fps, 10s) < 30", "impossible"],
    ["p95(fps, 10s) < p50(fps, 10s)", "impossible"],
    ["p50(fps, 10s) > 90 and avg(fps, 10s) < 40", "impossible"],
    ["p50(fps, 10s) > 90 and avg(fps, 10s) < 50", "possible"],
    ["max(fps, 5s) > 60 and max(fps, 10s) < 50", "impossible"],
    ["max(fps, 10s) > 60 and max(fps, 5s) < 50", "possible"],
    ["avg(fps, 5s) > 60 and avg(fps, 10s) < 50", "possible"],
    ["avg(fps, 1m) > avg(fps, 10s) + 20", "possible"],
    ["stddev(cpu.usage, 10s) > 50%", "impossible"],
    ["stddev(cpu.usage, 10s) > 40%", "possible"],
    ["stddev(cpu.usage, 10s) > 34% and avg(cpu.usage, 10s) < 10%", "impossible"],
    ["stddev(cpu.usage, 10s) > 28% and avg(cpu.usage, 10s) < 10%", "possible"],
    ["stddev(fps, 10s) > 60 and avg(fps, 10s) < 15", "possible"],
    ["stddev(fps, 10s) > 5 and max(fps, 10s) - min(fps, 10s) < 9", "impossible"],
    ["delta(fps, 10s) > 5 and rate(fps, 10s) < 0", "impossible"],
    ["delta(fps, 10s) > 100 and rate(fps, 10s) < 5", "impossible"],
    ["delta(fps, 10s) < -30 and fps > 60", "possible"],
    ["forecast(memory.usage, 30s) > 97% and memory.usage < 80%", "possible"],
    ["anomaly(fps, 30s) > 4 and fps > 60", "possible"],
    ["anomaly(fps, 30s) > 4 and stddev(fps, 30s) == 0", "not-analysed"],
    ["p99(latency, 1m) > 500ms and p90(latency, 1m) < 100ms", "possible"],
    ["share(fps < 30, 10s) > 50% and fps >= 30", "possible"],
    ["share(fps < 30, 10s) >= 100% and fps >= 30", "impossible"],
    ["share(fps < 20, 10s) > share(fps < 30, 10s)", "impossible"],
    ["share(fps < 30, 10s) > 20% and duration < 8s", "impossible"],
    ["max(macro.cpu, 1m) > 90% and duration < 50s", "impossible"],
    ["max(cpu.usage, 1m) > 90% and duration < 50s", "possible"],
    ["avg(latency, 30s) > 300ms and latency > 500ms and max(latency, 1m) < 2s", "possible"],
    ["avg(cpu.usage, 30s) > 80% and max(cpu.usage, 10s) < 50%", "possible"],
    // Only where the older samples are the denser ones.
    ["avg(cpu.usage, 30s) > 95% and max(cpu.usage, 10s) < 50%", "possible"],
    ["avg(cpu.usage, 30s) > 80% and max(cpu.usage, 1m) < 70%", "impossible"],
    ["max(cpu.usage, 10s) > 80% and max(cpu.usage, 30s) < 70%", "impossible"],
    ["avg(cpu.usage, 10s) < 20% and min(cpu.usage, 30s) > 30%", "impossible"],
    ["p90(fps, 5s) > 60 and max(fps, 10s) < 60", "impossible"],
    ["avg(cpu.usage, 1m) > 80% and p99(cpu.usage, 30s) < 10% and min(cpu.usage, 5s) <= 60%", "possible"],
    ["p90(fps, 30s) >= 80 and min(fps, 10s) <= 60 and p99(fps, 5m) <= 20", "possible"],
    ["avg(fps, 5s) > 50 and avg(fps, 10s) < 40 and avg(fps, 30s) > 50 and avg(fps, 1m) < 40", "possible"],
    ["avg(latency, 30s) < 10ms and latency > 90ms", "possible"],
    [
      "min(fps, 5s) == 50 and max(fps, 5s) == 50 and avg(fps, 5s) >= 50 and avg(fps, 30s) > 80 and max(fps, 10s) < 60",
      "possible",
    ],
    ["avg(queue, 5s) == 3 and min(queue, 5s) == 3 and max(queue, 5s) == 3 and queue == 3", "possible"],
    ["avg(queue, 5s) == 3 and min(queue, 5s) == 3 and max(queue, 5s) == 3 and delta(queue, 5s) == 1", "impossible"],
    ["p50(queue, 5s) >= 3 and avg(queue, 30s) < 1 and max(queue, 1m) == 3", "possible"],
  ])("%s: %s", (condition, kind) => expect(canBe(condition)).toBe(kind));

  it("are missing together, and only where the metric's history or value is", () => {
    expect(ask(["min(fps, 10s) >= 0", "U"], ["max(fps, 10s) >= 0", "T"]).kind).toBe("impossible");
    expect(ask(["avg(fps, 10s) >= 0", "T"], ["fps >= 0", "U"]).kind).toBe("impossible");
    expect(ask(["avg(fps, 10s) >= 0", "U"], ["fps >= 0", "T"]).kind).toBe("possible");
    expect(ask(["avg(fps, 10s) >= 0", "U"], ["avg(fps, 30s) >= 0", "T"]).kind).toBe("impossible");
    // A window shorter than the staleness may hold no sample though the value is known.
    expect(ask(["avg(fps, 2s) >= 0", "U"], ["avg(fps, 30s) >= 0", "T"]).kind).toBe("possible");
  });
});

describe("schedules", () => {
  test.each([
    ["late and not night", "impossible"],
    ["night and not late", "possible"],
    ["night and work", "impossible"],
    ["not night and not work", "possible"],
  ])("%s: %s", (condition, kind) => expect(canBe(condition)).toBe(kind));
});

describe("the witness", () => {
  it("of thresholds is one snapshot of plain values", () => {
    const answer = ask(["cpu.usage > 80% and fps < 30", "T"]);
    if (answer.kind !== "possible") throw new Error(answer.kind);
    expect(answer.witness.rows).toEqual([{ timeMs: 0, samples: { "cpu.usage": 90, fps: 15 } }]);
  });

  it("of a window reaches back to before it", () => {
    const answer = ask(["avg(latency, 30s) > 300ms and latency < 100ms", "T"]);
    if (answer.kind !== "possible") throw new Error(answer.kind);
    const { rows } = answer.witness;
    expect(rows.at(-1)!.timeMs - rows[0]!.timeMs).toBeGreaterThanOrEqual(30_000);
  });

  it("of windows that say different things is sampled evenly, where that will do", () => {
    const answer = ask(["avg(cpu.usage, 30s) > 80% and max(cpu.usage, 10s) < 50%", "T"]);
    if (answer.kind !== "possible") throw new Error(answer.kind);
    const times = answer.witness.rows.map(({ timeMs }) => timeMs);
    const distances = times.slice(1).map((timeMs, at) => timeMs - times[at]!);
    expect(Math.max(...distances) - Math.min(...distances)).toBeLessThan(0.01);
  });
});

describe("what is out of reach", () => {
  it("is a macro that has run for less than lies between two snapshots", () => {
    expect(canBe("duration > 0s and duration < 0.000002ms")).toBe("not-analysed");
    expect(canBe("duration > 0s and duration < 1ms")).toBe("possible");
  });

  it("is not analysed, for a reason", () => {
    const answer = ask(
      ["latency / response_time > cpu.usage / memory.usage + response_time / latency + 5", "T"],
      ["latency < 1ms", "T"],
    );
    if (answer.kind === "not-analysed") expect(answer.reason).not.toBe("");
    else expect(answer.kind).toBe("possible");
  });
});

test.each(questionKinds)("questions about %s are answered alike whatever number of boxes is listed", (_, kind) => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const wanted = randomQuestion(randomFrom(seed), kind);
    const program = programOfQuestion(wanted);
    const kinds = [0, 1, 3, 64].map(
      (boxCap) => createProver({ program, replay: createReplay(), boxCap }).find(wanted).kind,
    );
    expect(new Set(kinds).size, `seed ${seed}: ${kinds}`).toBe(1);
  }
});
