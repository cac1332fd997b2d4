import { describe, expect, test } from "vitest";
import { lintCommand } from "./lint.ts";
import { openWorkshop } from "./testing/workshop.ts";

const good = "profile heal {\n  rule hot: cancel when cpu.usage > 80%\n}\n";
const wrong = "profile heal {\n  rule hot: cancel when cpu.usage > 500ms\n}\n";

describe("exit codes", () => {
  test("0 when clean, and how much was looked at", async () => {
    const { io, out } = await openWorkshop({ "policies/a.macropolicy": good, "policies/b.macropolicy": "let a = 1\n" });
    expect(await lintCommand({ paths: ["policies"] }, io)).toBe(0);
    expect(out()).toBe("✓ 2 files, no problems\n");
  });

  test("1 with errors, each with its code frame", async () => {
    const { io, out } = await openWorkshop({ "policies/a.macropolicy": wrong });
    expect(await lintCommand({ paths: ["policies"] }, io)).toBe(1);
    const text = out();
    expect(text).toContain("error[unit-mismatch]");
    expect(text).toContain("policies/a.macropolicy:2:");
    expect(text).toContain("cpu.usage > 500ms");
    expect(text).toMatch(/✗ 1 error in 1 of 1 file\n$/);
  });

  test("2 for a path that is not there, a folder without policies, a file that is not UTF-8", async () => {
    const { io, out, err } = await openWorkshop({
      "empty/readme.md": "",
      "bad/a.macropolicy": Buffer.from([0xff, 0x20]),
    });
    expect(await lintCommand({ paths: ["nowhere"] }, io)).toBe(2);
    expect(err()).toBe("nowhere: there is no such file or folder\n");
    expect(await lintCommand({ paths: ["empty"] }, io)).toBe(2);
    expect(err()).toContain("there is no *.macropolicy file under empty");
    expect(await lintCommand({ paths: ["bad"] }, io)).toBe(2);
    expect(out()).toContain("error[unreadable-file]");
  });
});

test("without a path, the configuration's policies are checked", async () => {
  const { io, out } = await openWorkshop({ "policies/a.macropolicy": good });
  expect(await lintCommand({ paths: [] }, io)).toBe(0);
  expect(out()).toContain("1 file,");
});

test("a broken configuration is shown, and nothing is checked against it", async () => {
  const { io, err } = await openWorkshop({ "policies/a.macropolicy": good, "macro-engine.yaml": "policies: 5\n" });
  expect(await lintCommand({ paths: ["policies"] }, io)).toBe(2);
  expect(err()).toContain("macro-engine.yaml:1:");
});

test("--format json: places are 1-based, columns count UTF-16 units", async () => {
  const { io, out } = await openWorkshop({ "q.macropolicy": "" });
  await lintCommand({ paths: ["q.macropolicy"], format: "json" }, io);
  expect(JSON.parse(out())).toEqual({ diagnostics: [] });

  const emoji = `profile p {\n  rule r: warn when macro.name == "😀" and cpu.usage > 5s\n}\n`;
  const shop = await openWorkshop({ "p.macropolicy": emoji });
  expect(await lintCommand({ paths: ["p.macropolicy"], format: "json" }, shop.io)).toBe(1);
  const column = emoji.split("\n")[1]!.indexOf("5s") + 1;
  const { diagnostics } = JSON.parse(shop.out());
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]).toMatchObject({
    code: "unit-mismatch",
    severity: "error",
    file: "p.macropolicy",
    line: 2,
    endLine: 2,
  });
  expect(Object.keys(diagnostics[0])).toEqual([
    "code",
    "severity",
    "message",
    "file",
    "line",
    "column",
    "endLine",
    "endColumn",
  ]);
  // The comparison, or its wrong side: either way it ends after the quantity, behind a character of two units.
  expect(diagnostics[0].endColumn).toBe(column + 2);
});

describe("override files", () => {
  const files = {
    "policies/a.macropolicy": good,
    "config/macro_safety/heal.yaml": "profiles:\n  heal:\n    rules:\n      cold: { enabled: false }\n",
  };

  test("are checked with the policies", async () => {
    const { io, out } = await openWorkshop(files);
    expect(await lintCommand({ paths: ["policies"] }, io)).toBe(1);
    const text = out();
    expect(text).toContain("error[unknown-rule]");
    expect(text).toContain("config/macro_safety/heal.yaml:4:");
  });

  test("are errors where the configuration forbids them", async () => {
    const { io, out } = await openWorkshop({ ...files, "macro-engine.yaml": "overrides: { mode: forbid }\n" });
    expect(await lintCommand({ paths: ["policies"] }, io)).toBe(1);
    expect(out()).toContain("overrides: forbid");
  });

  test("may be left out, or stand elsewhere", async () => {
    const { io, out } = await openWorkshop({ ...files, "mine/x.yaml": "profiles: { nobody: { level: safe } }\n" });
    expect(await lintCommand({ paths: ["policies"], overrides: false }, io)).toBe(0);
    out();
    expect(await lintCommand({ paths: ["policies"], overrides: "mine" }, io)).toBe(1);
    expect(out()).toContain("unknown-profile");
  });

  test("are missed where a folder of them is named that is not there", async () => {
    const { io, out, err } = await openWorkshop(files);
    expect(await lintCommand({ paths: ["policies"], overrides: "config/macro_saftey" }, io)).toBe(2);
    expect([out(), err()]).toEqual(["", "config/macro_saftey: there is no such folder\n"]);
  });
});

test("channels are checked against a configuration", async () => {
  const policy = `profile p {\n  notify discrod on cancel\n  rule r: cancel when cpu.usage > 5%\n}\n`;
  const { io, out } = await openWorkshop({ "policies/p.macropolicy": policy });
  expect(await lintCommand({ paths: ["policies"] }, io)).toBe(1);
  expect(out()).toContain("unknown-channel");
});

test("where there are no policies yet, the way to a first one is told", async () => {
  const { io, err } = await openWorkshop({});
  expect(await lintCommand({ paths: [] }, io)).toBe(2);
  expect(err()).toMatch(/policies: there is no such file or folder; `macro-engine init` writes a first policy\n$/);
  expect(await lintCommand({ paths: ["polices"] }, io)).toBe(2);
  expect(err()).toBe("polices: there is no such file or folder\n");
});
