import { expect, test } from "vitest";
import { analyze } from "../analyze.ts";
import { randomFrom } from "./random.ts";
import { randomPolicy } from "./random-policy.ts";

test.each(["plain", "wild"] as const)("200 %s policies have no errors", (layout) => {
  for (let seed = 0; seed < 200; seed++) {
    const text = randomPolicy(randomFrom(seed), { layout });
    const { diagnostics } = analyze({ files: [{ path: "random.macropolicy", text }] });
    expect(diagnostics.map(({ code, message }) => `${seed}: ${code}: ${message}`).join("\n"), text).toBe("");
  }
});

test("the same seed gives the same policy", () => {
  expect(randomPolicy(randomFrom(7), { layout: "wild" })).toBe(randomPolicy(randomFrom(7), { layout: "wild" }));
});

test("every kind of declaration, member, step and claim occurs", () => {
  const kinds = new Set<string>();
  for (let seed = 0; seed < 100; seed++) {
    const { files } = analyze({ files: [{ path: "random.macropolicy", text: randomPolicy(randomFrom(seed)) }] });
    for (const declaration of files[0]!.file.declarations) {
      kinds.add(declaration.kind);
      if ("members" in declaration) for (const { kind } of declaration.members) kinds.add(kind);
      if ("steps" in declaration) for (const { kind } of declaration.steps) kinds.add(kind);
    }
  }
  const declared = ["schedule", "metric", "let", "template", "profile", "test", "assert"];
  const members = ["level", "match", "grace", "cooldown", "notify", "param", "set", "rule", "remove"];
  const steps = ["profile-step", "every", "start", "given", "at", "from", "run", "expect", "profiles-step", "claim"];
  expect([...kinds].sort()).toEqual([...declared, ...members, ...steps].sort());
});
