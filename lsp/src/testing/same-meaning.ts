/** Whether two texts of a set decide alike, proved. */

import { analyze, comparePrograms, createProver, type Program } from "@macro-engine/dsl";
import { expect } from "vitest";
import { createReplay } from "../../../engine/src/runtime/replay-witness.ts";

export type Texts = Readonly<Record<string, string>>;

/** Fails where either has errors, where a rule decides otherwise, or where rules stand in another order. */
export function expectSameMeaning(before: Texts, after: Texts): void {
  const [was, is] = [programOf(before), programOf(after)];
  expect(orderOf(is)).toEqual(orderOf(was));
  if (JSON.stringify(is, withoutPlaces) === JSON.stringify(was, withoutPlaces)) return;
  const replay = createReplay();
  const room = (program: Program) => ({ program, replay, prover: createProver({ program, replay }) });
  const { relation, profiles } = comparePrograms(was, is, room);
  expect(relation).toBe("equivalent");
  for (const { settings } of profiles) expect(settings).toEqual([]);
}

function programOf(texts: Texts): Program {
  const policies = Object.entries(texts).filter(([path]) => path.endsWith(".macropolicy"));
  const { program, diagnostics } = analyze({ files: policies.map(([path, text]) => ({ path, text })) });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return program!;
}

function orderOf({ profiles, tests }: Program) {
  return [profiles.map(({ name, rules }) => [name, rules.map((rule) => rule.name)]), tests.map(({ title }) => title)];
}

const places: ReadonlySet<string> = new Set(["place", "text", "threshold", "params"]);

function withoutPlaces(key: string, value: unknown): unknown {
  return places.has(key) ? undefined : value;
}
