import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Program } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { loadPolicies } from "../../load-policies.ts";
import { diffCommand } from "./diff.ts";
import { exportCommand } from "./export.ts";
import { importCommand } from "./import.ts";
import { openWorkshop } from "./testing/workshop.ts";

const shipped = fileURLToPath(new URL("../../../../policies", import.meta.url));

const original = JSON.stringify({
  heal: { name: "Heal Macro", safety_level: "risky", max_duration: 45, performance_thresholds: { cpu_usage_max: 70 } },
  "zap-2": { description: "Zaps.", safety_level: "dangerous", max_duration: 30, auto_cancel_enabled: false },
});
const rules = JSON.stringify([
  {
    conditions: { all: [{ fact: "cpu", operator: "greaterThan", value: 80 }] },
    event: { type: "alert", params: { message: "hot" } },
  },
]);
const mapped = { map: ["cpu=cpu.usage"], event: ["alert=warn"] };

/** What a set does, without places. */
function meaning({ profiles }: Program) {
  return profiles
    .map(({ place: _, rules, ...profile }) => ({
      ...profile,
      rules: rules.map(({ place: _, declaredIn: __, ...rule }) => rule),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

describe("the original's files", () => {
  test("without policies stand alone, on stdout", async () => {
    const { io, out, err } = await openWorkshop({ "old.json": original });
    expect(await importCommand({ files: ["old.json"] }, io)).toBe(0);
    expect(out()).toBe(`# Heal Macro
profile heal {
  level risky
  rule max_duration:  cancel when duration > 45s
  rule cpu_usage_max: cancel when cpu.usage > 70%
}

## Zaps.
profile zap_2 {
  level dangerous
  match macro "zap-2"
  rule max_duration: warn when duration > 30s
}
`);
    expect(err()).toBe("note: macro zap-2 has the profile zap_2: its id is no name that is free\n");
  });

  test("change the shipped policies where they stand, as they would override them, and the policies' tests go on passing", async () => {
    const { io, cwd, out, err } = await openWorkshop({ "old.json": original.replace("zap-2", "zap") });
    await cp(shipped, join(cwd, "policies"), { recursive: true });
    const load = async (overridesFolder: string | null) => loadPolicies(["policies"], { cwd, overridesFolder });
    await cp(join(cwd, "old.json"), join(cwd, "overrides/old.json"));
    const overridden = (await load("overrides")).program!;
    expect(await importCommand({ files: ["old.json"], write: "policies" }, io)).toBe(0);
    expect(out()).toBe("written policies/heal.macropolicy\nwritten policies/old.macropolicy\n");
    expect(err()).toBe("note: profile heal takes the place of the one in policies/heal.macropolicy\n");
    const { program, diagnostics } = await load(null);
    expect(diagnostics).toEqual([]);
    expect(meaning(program!)).toEqual(meaning(overridden));
    const [heal, zap] = await Promise.all(
      ["heal", "old"].map((name) => readFile(join(cwd, `policies/${name}.macropolicy`), "utf8")),
    );
    expect(heal).toContain("\n\n  set max_duration  = 45s\n  set cpu_usage_max = 70%\n\n");
    expect(heal).toContain('test "heal: it may run for a minute"');
    expect(zap).toContain("## Zaps.\nprofile zap extends default {");
  });

  test("leave a file the byte order mark and the Windows line ends that it has", async () => {
    const text =
      "\ufeffprofile heal {\r\n  rule hot: cancel when cpu.usage > 80% for 5s\r\n}\r\n\r\nprofile kin extends heal { }\r\n";
    const { io, cwd } = await openWorkshop({
      "policies/a.macropolicy": text,
      "old.json": '{ "heal": { "max_duration": 45, "description": "Heals." } }',
    });
    expect(await importCommand({ files: ["old.json"], write: "policies" }, io)).toBe(0);
    const after = await readFile(join(cwd, "policies/a.macropolicy"), "utf8");
    expect(after).toMatch(/^\ufeff## Heals\.\r\nprofile heal \{\r\n/);
    expect(after).toContain("rule max_duration: cancel when duration > 45s\r\n");
    expect(after).not.toMatch(/[^\r]\n/);
  });

  test("printed, say what they take the place of", async () => {
    const { io, cwd, out } = await openWorkshop({ "old.json": original });
    await cp(shipped, join(cwd, "policies"), { recursive: true });
    expect(await importCommand({ files: ["old.json"], policies: ["policies"] }, io)).toBe(0);
    expect(out()).toMatch(/^# Takes the place of profile heal in policies\/heal\.macropolicy\.\n\n## Tops up/);
  });

  test("with a mistake are shown with it, and nothing is written", async () => {
    const { io, out, err } = await openWorkshop({ "old.json": '{\n  "heal": { "max_duration": "60" }\n}\n' });
    expect(await importCommand({ files: ["old.json"], write: "policies" }, io)).toBe(1);
    expect(err()).toMatch(/error\[not-a-quantity\][\s\S]*old\.json:2:29[\s\S]*Nothing was imported\.\n$/);
    expect(out()).toBe("");
  });

  test("that want discord told need a channel of that name", async () => {
    const { io, err } = await openWorkshop({ "old.json": '{ "zap": { "discord_notify": true } }' });
    expect(await importCommand({ files: ["old.json"] }, io)).toBe(0);
    expect(err()).toBe(
      "note: the configuration has no channel `discord`, which these profiles notify; add it to `channels`\n",
    );
  });
});

describe("rules of json-rules-engine", () => {
  test("are written to a file, by what facts and events are said to be", async () => {
    const { io, cwd, out } = await openWorkshop({ "r.json": rules });
    const options = { files: ["r.json"], ...mapped, profile: "old", output: "policies/r.macropolicy" };
    expect(await importCommand(options, io)).toBe(0);
    expect(out()).toBe("");
    expect(await readFile(join(cwd, "policies/r.macropolicy"), "utf8")).toBe(
      'profile old {\n  rule rule_1: warn when cpu.usage > 80%\n    message "hot"\n}\n',
    );
  });

  const half = `[
  ${rules.slice(1, -1)},
  { "conditions": { "any": [{ "fact": "cpu", "operator": "near", "value": 5 }] }, "event": { "type": "warn" } }
]`;

  test("that cannot be said are told with file, line and path; the rest only comes with --partial", async () => {
    const { io, out, err } = await openWorkshop({ "r.json": half });
    expect(await importCommand({ files: ["r.json"], ...mapped }, io)).toBe(1);
    expect(out()).toBe("");
    expect(err()).toMatch(/^r\.json:3:58: \[1\]\.conditions\.any\[0\]\.operator: "near" has no like/);
    expect(await importCommand({ files: ["r.json"], ...mapped, partial: true }, io)).toBe(1);
    expect(out()).toContain("rule rule_1: warn when cpu.usage > 80%");
    expect(err()).toContain("[1].conditions.any[0].operator");
  });

  test("whose meaning over missing values is another are told of", async () => {
    const negated = rules.replace(/\{"all":(\[.*?\])\}/, '{"not":{"all":$1}}');
    const { io, err } = await openWorkshop({ "r.json": negated });
    expect(await importCommand({ files: ["r.json"], ...mapped }, io)).toBe(0);
    expect(err()).toBe(
      "note: r.json: [0].conditions.not: true over a missing value in json-rules-engine, unknown in a policy\n",
    );
  });

  test("join files of the other kind, unless both claim a name", async () => {
    const { io, out, err } = await openWorkshop({ "r.json": rules, "old.json": '{ "zap": {} }' });
    expect(await importCommand({ files: ["r.json", "old.json"], ...mapped }, io)).toBe(0);
    expect(out()).toMatch(/^profile zap \{[\s\S]*\n\nprofile imported \{/);
    err();
    expect(await importCommand({ files: ["r.json", "old.json"], ...mapped, profile: "zap" }, io)).toBe(1);
    expect(err()).toContain("`zap`");
    expect(out()).toBe("");
  });
});

test("the shipped policies, exported and imported again, change nothing in behaviour", async () => {
  const { io, cwd, out, err } = await openWorkshop();
  await cp(shipped, join(cwd, "policies"), { recursive: true });
  expect(await exportCommand({ to: "json-rules-engine", paths: ["policies"], output: "all.json" }, io)).toBe(0);
  expect(await importCommand({ files: ["all.json"], policies: false, output: "again.macropolicy" }, io)).toBe(0);
  expect(await diffCommand({ before: "policies", after: "again.macropolicy" }, io)).toBe(0);
  expect([out(), err()]).toEqual(["no change in behaviour (7 profiles unchanged)\n", ""]);
});

test("a file without rules has nothing to import, and that is said", async () => {
  const { io, out, err } = await openWorkshop({ "none.json": "[]" });
  expect(await importCommand({ files: ["none.json"] }, io)).toBe(0);
  expect([out(), err()]).toEqual(["", "there is nothing to import in none.json\n"]);
});

describe("wrong use", () => {
  test.each([
    [{ files: ["gone.json"] }, "gone.json: there is no such file"],
    [{ files: ["policies"] }, "policies: it is a folder; name its files"],
    [{ files: ["bad.json"] }, "bad.json:2:3: it is no JSON: Expected ',' or '}' after property value\n"],
    [{ files: ["policies/r.macropolicy"] }, "policies/r.macropolicy: it is no JSON: Unexpected token 'l'\n"],
    [{ files: ["list.json"] }, "list.json: it holds neither rules of json-rules-engine nor settings by macro id"],
    [{ files: ["r.json"], map: ["cpu"] }, "cpu: it should be --map FACT=METRIC"],
    [{ files: ["r.json"], event: ["=warn"] }, "=warn: it should be --event TYPE=ACTION"],
    [{ files: ["r.json"], output: "a", write: "b" }, "--output writes one file, --write a folder; say one of them"],
    [{ files: ["r.json"], policies: ["nowhere"] }, "nowhere: there is no such file or folder"],
    [{ files: ["r.json"], ...mapped, write: "policies" }, "policies/r.macropolicy is there already; "],
    [
      { files: ["r.json"], ...mapped, output: "policies/r.macropolicy" },
      "policies/r.macropolicy is one of the policies that the text joins: change it by --write FOLDER, or name another file",
    ],
    [{ files: ["r.json"], ...mapped, output: "policies" }, "policies cannot be written: it is a folder: name a file"],
  ])("%j", async (options, message) => {
    const { io, err, out } = await openWorkshop({
      "r.json": rules,
      "bad.json": '{ "a": 1\n  "b" }',
      "list.json": "5",
      "policies/r.macropolicy": "let a = 1\n",
    });
    expect(await importCommand(options, io)).toBe(2);
    expect(err()).toContain(message);
    expect(out()).toBe("");
  });
});
