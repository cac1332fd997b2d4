import { functions } from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { viewOf } from "../testing/view.ts";
import { signatureHelp } from "./signature-help.ts";

function at(text: string) {
  const { view, path, offset } = viewOf({ "a.macropolicy": text });
  return signatureHelp(view, path, offset);
}

/** The signature with the active parameter in brackets. */
function shown(condition: string): string | null {
  const found = at(`profile p { rule r: cancel when ${condition}`);
  if (found === null) return null;
  const { label, parameters, active } = found;
  if (active === null) return label;
  const { start, end } = parameters[active]!;
  return `${label.slice(0, start)}<${label.slice(start, end)}>${label.slice(end)}`;
}

test.each([
  ["avg(|", "avg(<m>, W)"],
  ["avg(latency, |30s) > 1s", "avg(m, <W>)"],
  ["forecast(memory.usage, 30s, |", "forecast(m, ahead [, <W>])"],
  ["share(cpu.usage > 80% and p95(latency|, 5s) > 1s, 1m) > 5%", "p95(<m>, W)"],
  ["share(cpu.usage > 80% and p95(latency, 5s) > 1s|, 1m) > 5%", "share(<cond>, W)"],
  ["share((cpu.usage > 80% or |", "share(<cond>, W)"],
  ["missing(fps, |)", "missing(m [, <D>])"],
  ["avg(latency, 30s, |", "avg(m, W)"],
  ["avg(latency, 30s) |> 5s", null],
  ["(cpu.usage > |", null],
  ["not (|", null],
  ["unknown(|", null],
  ["avg(latency, 30s for |", null],
])("%s", (condition, expected) => {
  expect(shown(condition)).toBe(expected);
});

test("in a message's braces too, and in text that goes on brokenly", () => {
  expect(at('profile p { rule r: warn when fps < 5 message "{avg(fps, |}" }')?.active).toBe(1);
  expect(at("profile p { rule r: warn when avg(fps, |\n  rule q: cancel when }")?.active).toBe(1);
  expect(at("# avg(|")).toBeNull();
  expect(at('test "avg(|" {')).toBeNull();
});

test("every parameter of every function is explained", () => {
  for (const { name, parameters } of functions) {
    const found = at(`profile p { rule r: cancel when ${name}(|`)!;
    expect(found.parameters).toHaveLength(parameters.length);
    for (const { documentation } of found.parameters) expect(documentation).toMatch(/^[A-Z].*\.$/);
  }
});
