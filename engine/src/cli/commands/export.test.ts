import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { programVersion } from "@macro-engine/dsl";
import { Engine } from "json-rules-engine";
import { describe, expect, test } from "vitest";
import { exportCommand } from "./export.ts";
import { openWorkshop } from "./testing/workshop.ts";

const policies = {
  "policies/heal.macropolicy": "profile heal {\n  rule hot: cancel when cpu.usage > 80% for 5s\n}\n",
  "policies/buff.macropolicy": `profile buff {\n  rule slow: warn when fps < 15\n}\n
test "slow" {\n  profile buff\n  given fps = 5\n  expect warn by slow at 0s\n}\n`,
};
const rules = { to: "json-rules-engine" } as const;
const program = { to: "json" } as const;

test("the rules of a profile load into json-rules-engine, from a file", async () => {
  const { io, cwd, out } = await openWorkshop(policies);
  expect(await exportCommand({ ...rules, paths: ["policies"], profile: "heal", output: "heal.json" }, io)).toBe(0);
  expect(out()).toBe("");
  const file = JSON.parse(await readFile(join(cwd, "heal.json"), "utf8"));
  const { events } = await new Engine(file.rules).run({ "cpu.usage": 95 });
  expect(events).toMatchObject([{ type: "cancel", params: { profile: "heal", rule: "hot", forMs: 5000 } }]);
});

test("without a path the configuration's policies are written, all profiles, to stdout", async () => {
  const { io, out } = await openWorkshop(policies);
  expect(await exportCommand({ ...rules, paths: [] }, io)).toBe(0);
  const { profiles } = JSON.parse(out());
  expect(profiles.map(({ name }: { name: string }) => name)).toEqual(["buff", "heal"]);
});

describe("--to json", () => {
  test("is the compiled program, with its version", async () => {
    const { io, out } = await openWorkshop(policies);
    expect(await exportCommand({ ...program, paths: ["policies"] }, io)).toBe(0);
    const { version, profiles, tests } = JSON.parse(out());
    expect([version, profiles.length, tests.length]).toEqual([programVersion, 2, 1]);
  });

  test("of one profile leaves the others and their tests out", async () => {
    const { io, out } = await openWorkshop(policies);
    expect(await exportCommand({ ...program, paths: ["policies"], profile: "heal" }, io)).toBe(0);
    const { profiles, tests } = JSON.parse(out());
    expect([profiles.length, profiles[0].name, tests]).toEqual([1, "heal", []]);
  });

  test("has what override files change, unless they are left out", async () => {
    const override = "profiles:\n  heal:\n    level: dangerous\n";
    const { io, out } = await openWorkshop({ ...policies, "config/macro_safety/a.yaml": override });
    await exportCommand({ ...program, paths: ["policies"], profile: "heal" }, io);
    expect(JSON.parse(out()).profiles[0].level).toBe("dangerous");
    await exportCommand({ ...program, paths: ["policies"], profile: "heal", overrides: false }, io);
    expect(JSON.parse(out()).profiles[0].level).toBe("risky");
  });
});

test("what is wrong is said, and nothing is written", async () => {
  const { io, out, err, write } = await openWorkshop(policies);
  expect(await exportCommand({ ...rules, paths: ["policies"], profile: "hael" }, io)).toBe(2);
  expect(err()).toBe("there is no profile hael; did you mean heal?\n");
  expect(await exportCommand({ ...rules, paths: ["nowhere"] }, io)).toBe(2);
  expect(err()).toBe("nowhere: there is no such file or folder\n");
  expect(await exportCommand({ ...rules, paths: ["policies"], output: "no/such/folder.json" }, io)).toBe(2);
  expect(err()).toContain("no/such/folder.json cannot be written: there is no such folder\n");
  await write({ "policies/heal.macropolicy": "profile heal { rule hot: cancel when cpu.usage > 80 }" });
  expect(await exportCommand({ ...rules, paths: ["policies"] }, io)).toBe(1);
  expect(err()).toContain("error[missing-unit]");
  expect(out()).toBe("");
});
