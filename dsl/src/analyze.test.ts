import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { analyze } from "./analyze.ts";
import { parse } from "./syntax/parse.ts";
import type { Source } from "./syntax/source.ts";
import { programOf } from "./testing/analyze-text.ts";

const policies = join(import.meta.dirname, "../../policies");
const shipped: Source[] = readdirSync(policies)
  .filter((name) => name.endsWith(".macropolicy"))
  .map((path) => ({ path, text: readFileSync(join(policies, path), "utf8") }));

test("the order in which files are given means nothing", () => {
  const forwards = analyze({ files: shipped });
  const backwards = analyze({ files: [...shipped].reverse() });
  expect(forwards.diagnostics).toEqual([]);
  expect(backwards.program).toEqual(forwards.program);
});

test("files stand in the order of the bytes of their path", () => {
  const paths = ["b", "a/z", "a", "😀", "\uffee", "B"].map((path) => ({ path, text: "" }));
  expect(analyze({ files: paths }).files.map(({ file }) => file.source.path)).toEqual([
    "B",
    "a",
    "a/z",
    "b",
    "\uffee",
    "😀",
  ]);
});

test("the program is plain JSON", () => {
  const { program } = analyze({ files: shipped });
  expect(JSON.parse(JSON.stringify(program))).toEqual(program);
});

test("files that are parsed already are taken as they are", () => {
  const parsed = shipped.map(parse);
  const analysis = analyze({ files: parsed });
  expect(new Set(analysis.files)).toEqual(new Set(parsed));
  expect(analysis.program).toEqual(analyze({ files: shipped }).program);
});

test("findings stand in the order of files and places", () => {
  const bad = "profile p { rule a: warn when nothing rule b: warn when fps < 5s }";
  const { diagnostics, program } = analyze({
    files: [
      { path: "z", text: "let x = y" },
      { path: "a", text: bad },
    ],
  });
  expect(diagnostics.map(({ file, code }) => `${file} ${code}`)).toEqual([
    "a unknown-name",
    "a unit-mismatch",
    "z unknown-name",
  ]);
  expect(program).toBeNull();
});

test("an empty set is a program without profiles", () => {
  expect(analyze({ files: [] }).program).toMatchObject({ profiles: [], tests: [], metrics: [], schedules: [] });
});

test("the program names every metric that a rule, message or test uses, and every declared one", () => {
  const program = programOf(`
    metric guild.queue: count "Waiting"
    template t { rule r: warn when fps < 5 message "{latency}" }
    profile p {}
    test "x" { profile p given cpu.usage = 5% expect no warn }
  `);
  expect(program.metrics.map((metric) => metric.name)).toEqual(["cpu.usage", "fps", "guild.queue", "latency"]);
  expect(program.metrics[2]).toMatchObject({ custom: true, description: "Waiting", dimension: "count" });
});

test("schedules are days and minutes", () => {
  const program = programOf(`
    schedule night = fri-mon 20:00-00:30 or weekdays 08:00-24:00 in "Europe/Warsaw"
    schedule always = 00:00-12:00 or daily
  `);
  expect(program.schedules).toEqual([
    {
      name: "night",
      zone: "Europe/Warsaw",
      spans: [
        { days: [0, 4, 5, 6], start: 1200, end: 30 },
        { days: [0, 1, 2, 3, 4], start: 480, end: 1440 },
      ],
    },
    {
      name: "always",
      zone: null,
      spans: [
        { days: [0, 1, 2, 3, 4, 5, 6], start: 0, end: 720 },
        { days: [0, 1, 2, 3, 4, 5, 6], start: 0, end: 1440 },
      ],
    },
  ]);
});

test("tests are steps in base units and expectations as written", () => {
  const program = programOf(`
    let high = 95%
    profile heal { param least = 15fps rule hot: cancel when cpu.usage > 80% }
    test "a spike" {
      profile heal
      every 500ms
      start "2026-03-29T02:30:00+02:00"
      given cpu.usage = 20%, power.on_battery = true, macro.name = "x", latency = missing
      at 5s: cpu.usage = high, fps = least + 1
      from 6s to 8s: fps = 60 -> 30
      from 9s to 9s: fps = 30 -> 10
      trace "spike.csv"
      run 1m30s
      expect no cancel   # none
        before 5s
      expect cancel all by hot at 10s
    }
  `);
  const { steps, expectations, ...rest } = program.tests[0]!;
  expect(rest).toEqual({
    title: "a spike",
    profile: "heal",
    everyMs: 500,
    startMs: Date.UTC(2026, 2, 29, 0, 30),
    runMs: 90_000,
    trace: "spike.csv",
    place: { file: "test.macropolicy", line: 4, column: 5 },
  });
  expect(steps).toEqual([
    { kind: "assign", atMs: 0, metric: "cpu.usage", value: 20, given: true },
    { kind: "assign", atMs: 0, metric: "power.on_battery", value: true, given: true },
    { kind: "assign", atMs: 0, metric: "macro.name", value: "x", given: true },
    { kind: "assign", atMs: 0, metric: "latency", value: null, given: true },
    { kind: "assign", atMs: 5000, metric: "cpu.usage", value: 95 },
    { kind: "assign", atMs: 5000, metric: "fps", value: 16 },
    { kind: "ramp", fromMs: 6000, toMs: 8000, metric: "fps", from: 60, to: 30 },
    { kind: "assign", atMs: 9000, metric: "fps", value: 10 },
  ]);
  expect(expectations.map(({ place, ...expectation }) => expectation)).toEqual([
    {
      negated: true,
      outcome: "cancel",
      by: null,
      when: { kind: "before", timeMs: 5000 },
      text: "expect no cancel before 5s",
    },
    {
      negated: false,
      outcome: "cancel all",
      by: "hot",
      when: { kind: "at", timeMs: 10_000 },
      text: "expect cancel all by hot at 10s",
    },
  ]);
});

test("messages keep their text, numbers with their dimension, bools and texts", () => {
  const rule = programOf(`
    schedule raid = fri
    profile p { rule r: warn when fps < 5 message "\\{{fps}\\} of {2 * 30fps}, raid {raid}, {macro.name}" }
  `).profiles[0]!.rules[0]!;
  expect(rule.message).toEqual([
    { kind: "text", text: "{" },
    { kind: "number", value: { kind: "metric", metric: "fps" }, dimension: "framerate" },
    { kind: "text", text: "} of " },
    { kind: "number", value: { kind: "constant", value: 60 }, dimension: "framerate" },
    { kind: "text", text: ", raid " },
    { kind: "bool", value: { kind: "schedule", schedule: 0 } },
    { kind: "text", text: ", " },
    { kind: "text-metric", metric: "macro.name" },
  ]);
});

test("tools can ask what names stand for and what expressions are", () => {
  const analysis = analyze({ files: [{ path: "a", text: "let x = 5s\nprofile p { rule r: warn when latency > x }" }] });
  const [reference, symbol] = [...analysis.resolved].find(([, found]) => found.kind === "let")!;
  expect(reference.kind).toBe("reference");
  expect(symbol.kind === "let" && symbol.declaration.span.start).toBe(0);
  expect(reference.kind === "reference" && analysis.types.get(reference)).toMatchObject({ dimension: "duration" });
  const [body] = [...analysis.bodies.values()];
  expect([...body!.rules.keys()]).toEqual(["r"]);
});
