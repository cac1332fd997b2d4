import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, rename, symlink } from "node:fs/promises";
import { join } from "node:path";
import { allLintCodes } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { lintCommand } from "./lint.ts";
import { openWorkshop as open, type Workshop } from "./testing/workshop.ts";

/** What rules find in these examples is no matter here, but of two kinds of them. */
function levels(those = "unused-let: warning"): string {
  return `lint:\n  levels: { bugs: off, safety: off, hygiene: off, expired-ignore: warning, ${those} }\n`;
}

function openWorkshop(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Workshop> {
  return open({ "macro-engine.yaml": levels(), ...files });
}

/** Nothing to say of it. */
const good = `## Tops up the group's health.
profile heal {
  level safe
  rule time_up: cancel when duration > 1m
  rule hot:     cancel when cpu.usage > 80% for 5s
  rule full:    warn when memory.usage > 90%
}
`;
const wrong = "profile heal {\n  rule hot: cancel when cpu.usage > 500ms\n}\n";

describe("exit codes", () => {
  test("0 when clean, and how much was looked at", async () => {
    const { io, out } = await openWorkshop({
      "policies/a.macropolicy": good,
      "policies/b.macropolicy": "# nothing yet\n",
    });
    expect(await lintCommand({ paths: ["policies"] }, io)).toBe(0);
    expect(out()).toBe("✓ 2 files, no problems\n");
  });

  test("the end counts by the names of the levels", async () => {
    const { io, out } = await openWorkshop({
      "macro-engine.yaml": levels("unused-let: info"),
      "policies/a.macropolicy": `let one = 1\n${good}`,
      "policies/b.macropolicy": "let two = 2\n",
    });
    expect(await lintCommand({ paths: ["policies/a.macropolicy"] }, io)).toBe(0);
    expect(out()).toContain("✓ 1 info in 1 of 1 file\n");
    expect(await lintCommand({ paths: ["policies"] }, io)).toBe(0);
    expect(out()).toContain("✓ 2 infos in 2 of 2 files\n");
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

test("problems of the configuration are told with the others; what is broken is not held against rules", async () => {
  const { io, out, err } = await openWorkshop({
    "policies/a.macropolicy": `${good}let idle = 1\n`,
    "macro-engine.yaml": "policies: 5\nlint: { levels: { unused-lett: off } }\n",
  });
  expect(await lintCommand({ paths: ["policies"], format: "compact" }, io)).toBe(1);
  expect(out()).toBe(
    [
      'macro-engine.yaml:1:11: error wrong-value a text is needed here, not the number 5; write "5" in quotes\n',
      "macro-engine.yaml:2:19: error wrong-value `unused-lett` is neither a code of a finding nor a category; did you mean `unused-let`?\n",
    ].join(""),
  );
  expect(err()).toBe("");
});

test("--format json: places are 1-based, columns count UTF-16 units", async () => {
  const { io, out } = await openWorkshop({ "q.macropolicy": "" });
  await lintCommand({ paths: ["q.macropolicy"], format: "json" }, io);
  expect(JSON.parse(out())).toEqual({
    diagnostics: [],
    summary: { files: 1, errors: 0, warnings: 0, infos: 0, ignored: 0, known: 0, fixed: 0 },
    stale: [],
  });

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
    const { io, out } = await openWorkshop({
      ...files,
      "macro-engine.yaml": `overrides: { mode: forbid }\n${levels()}`,
    });
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
    const one = "config/macro_safety/heal.yaml";
    expect(await lintCommand({ paths: ["policies"], overrides: one }, io)).toBe(2);
    expect(err()).toBe(`${one}: this is a file; name the folder that it stands in\n`);
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

describe("findings", () => {
  const idle = `let idle = 1\n\n${good}`;

  test("fail the run from --fail-on on", async () => {
    const { io, out, write } = await openWorkshop({ "policies/a.macropolicy": idle });
    expect(await lintCommand({ paths: [] }, io)).toBe(1);
    expect(out()).toMatchInlineSnapshot(`
      "warning[unused-let]: nothing reads \`idle\`; use it or remove it
       --> policies/a.macropolicy:1:5
        |
      1 | let idle = 1
        |     ^^^^
        = help: remove \`idle\`
        = why: macro-engine lint --explain unused-let

      ✗ 1 warning in 1 of 1 file
        1 can be mended with --fix
      "
    `);
    expect(await lintCommand({ paths: [], failOn: "error" }, io)).toBe(0);
    await write({ "macro-engine.yaml": levels("unused-let: info") });
    expect(await lintCommand({ paths: [] }, io)).toBe(0);
    expect(await lintCommand({ paths: [], failOn: "info" }, io)).toBe(1);
    await write({ "macro-engine.yaml": levels("unused-let: error") });
    expect(await lintCommand({ paths: [], failOn: "error" }, io)).toBe(1);
    out();
    await write({ "macro-engine.yaml": levels("unused-let: off") });
    expect(await lintCommand({ paths: [] }, io)).toBe(0);
    expect(out()).toBe("✓ 1 file, no problems\n");
  });

  test("wait until the policies have no errors", async () => {
    const { io, out } = await openWorkshop({ "policies/a.macropolicy": idle, "policies/b.macropolicy": "let x = y\n" });
    expect(await lintCommand({ paths: [], format: "compact" }, io)).toBe(1);
    expect(out()).toMatch(/^policies\/b\.macropolicy:1:9: error unknown-name [^\n]*\n$/);
  });

  test("are left out by path", async () => {
    const ignore = (path: string) =>
      `${levels()}  ignore: [{ path: "${path}", codes: [unused-let], reason: "as it was" }]\n`;
    const { io, out, write } = await openWorkshop({ "policies/old/a.macropolicy": idle });
    for (const path of ["policies/old", "policies/old/", "./policies/old/*", "**/a.macropolicy", "policies/**"]) {
      await write({ "macro-engine.yaml": ignore(path) });
      expect(await lintCommand({ paths: [] }, io), path).toBe(0);
      expect(out(), path).toBe("✓ 1 file, no problems\n  1 ignored\n");
    }
    for (const path of ["/", "./", ".", "policies//old", "/policies/old", "!policies/new", "!policies/ol"]) {
      await write({ "macro-engine.yaml": ignore(path) });
      expect(await lintCommand({ paths: [] }, io), path).toBe(0);
    }
    for (const path of [
      "policies/*.macropolicy",
      "policies/ol",
      "!policies/old",
      "!policies/*",
      "!**",
      "!(policies)",
    ]) {
      await write({ "macro-engine.yaml": ignore(path) });
      expect(await lintCommand({ paths: [] }, io), path).toBe(1);
    }
  });

  test("are held against this machine, unless it only checks", async () => {
    const { io, out } = await openWorkshop({
      "macro-engine.yaml": levels("unavailable-metric: warning"),
      "policies/a.macropolicy": "profile p {\n  rule r: warn when macros.running > 3 or network.packet_loss > 5%\n}\n",
    });
    expect(await lintCommand({ paths: [], asksMachine: true, format: "compact" }, io)).toBe(1);
    expect(out()).toMatch(/^[^\n]*:2:43: warning unavailable-metric [^\n]*network\.packet_loss[^\n]*\n$/);
    expect(await lintCommand({ paths: [], asksMachine: false }, io)).toBe(0);
  });

  test("see what the configuration's sources give", async () => {
    const { io } = await openWorkshop({
      "macro-engine.yaml": `${levels("unavailable-metric: warning")}sources: [{ kind: latency, host: localhost }]\n`,
      "policies/a.macropolicy": "profile p {\n  rule r: warn when network.packet_loss > 5%\n}\n",
    });
    expect(await lintCommand({ paths: [], asksMachine: true }, io)).toBe(0);
  });

  test("are ignored inside a policy until a day", async () => {
    const ignoring = "# lint-ignore unused-let the next release needs it until 2027-01-31\n";
    const { io, out } = await openWorkshop({ "policies/a.macropolicy": ignoring + idle });
    expect(await lintCommand({ paths: [], today: "2027-01-31" }, io)).toBe(0);
    expect(out()).toBe("✓ 1 file, no problems\n  1 ignored\n");
    expect(await lintCommand({ paths: [], today: "2027-02-01", format: "compact" }, io)).toBe(1);
    expect(out()).toMatch(/warning expired-ignore .*\n.*warning unused-let /);
  });
});

describe("repairs", () => {
  const crlf = good.replaceAll("\n", "\r\n");
  const files = {
    "policies/a.macropolicy": `let idle = 1\r\n\r\n${crlf.replace("80%", "80")}`,
    "policies/b.macropolicy": Buffer.from("\ufeff# b\nlet more = 2\n"),
  };

  test("--fix makes those of the language and of rules, and tells what is left", async () => {
    const { io, out, cwd } = await openWorkshop(files);
    expect(await lintCommand({ paths: [], fix: true }, io)).toBe(0);
    expect(out()).toBe("✓ 2 files, no problems\n  3 repairs made\n");
    const text = (name: string) => readFileSync(join(cwd, "policies", name), "utf8");
    expect(text("a.macropolicy")).toBe(crlf);
    expect(text("b.macropolicy")).toBe("\ufeff# b\n");
    expect(await lintCommand({ paths: [], fix: true }, io)).toBe(0);
    expect(out()).toBe("✓ 2 files, no problems\n");
  });

  test("--fix-dry-run prints a patch and writes nothing", async () => {
    const { io, out, err, cwd } = await openWorkshop({ "policies/a.macropolicy": `${good}\nlet idle = 1\n` });
    expect(await lintCommand({ paths: [], fixDryRun: true }, io)).toBe(1);
    const patch = out();
    expect(patch).toMatchInlineSnapshot(`
      "--- a/policies/a.macropolicy
      +++ b/policies/a.macropolicy
      @@ -5,5 +5,3 @@
         rule hot:     cancel when cpu.usage > 80% for 5s
         rule full:    warn when memory.usage > 90%
       }
      -
      -let idle = 1
      "
    `);
    expect(err()).toBe("1 repair in 1 file\n");
    execFileSync("git", ["apply", "-"], { cwd, input: patch });
    expect(readFileSync(join(cwd, "policies/a.macropolicy"), "utf8")).toBe(good);
    expect(await lintCommand({ paths: [], fixDryRun: true }, io)).toBe(0);
    expect([out(), err()]).toEqual(["", "nothing to mend\n"]);
  });

  test("--fix-dry-run prints a patch that fits a file with a byte order mark and Windows line ends", async () => {
    const windows = (text: string) => `\ufeff${text.replaceAll("\n", "\r\n")}`;
    const { io, out, cwd } = await openWorkshop({ "policies/a.macropolicy": windows(`let idle = 1\n${good}`) });
    expect(await lintCommand({ paths: [], fixDryRun: true }, io)).toBe(1);
    execFileSync("git", ["apply", "-"], { cwd, input: out() });
    expect(readFileSync(join(cwd, "policies/a.macropolicy"), "utf8")).toBe(windows(good));
  });

  test("leave a file in the style that was in it, and any other as its author has it", async () => {
    const policy = (params: string) => `profile heal {\n${params}  rule hot: cancel when cpu.usage > 80% for hold\n}\n`;
    const { io, cwd, write } = await openWorkshop({
      "macro-engine.yaml": levels("unused-param: warning"),
      "policies/a.macropolicy": policy("  param hold    = 5s\n  param cpu_max = 80%\n"),
    });
    const mended = async () => {
      expect(await lintCommand({ paths: [], fix: true }, io)).toBe(0);
      return readFileSync(join(cwd, "policies/a.macropolicy"), "utf8");
    };
    expect(await mended()).toBe(policy("  param hold = 5s\n"));
    await write({ "policies/a.macropolicy": policy("  param hold    = 5s\n  param cpu_max   = 80%\n") });
    expect(await mended()).toBe(policy("  param hold    = 5s\n"));
  });

  test("that are not certain are left, and a dry run tells how many", async () => {
    const text = "profile heal {\n  rule slow: cancel when latency > 500\n}\nlet idle = 1\n";
    const { io, out, err } = await openWorkshop({ "policies/a.macropolicy": text });
    expect(await lintCommand({ paths: [], fixDryRun: true }, io)).toBe(1);
    expect([out(), err()]).toEqual(["", "nothing to mend; 1 problem left that no repair is certain for\n"]);
  });

  test("of several the author chooses, and a guess at a name is none", async () => {
    const text = "profile heal {\n  rule slow: cancel when latency > 500\n  rule hot: warn when cpu.usgae > 5%\n}\n";
    const { io, cwd } = await openWorkshop({ "policies/a.macropolicy": text });
    expect(await lintCommand({ paths: [], fix: true }, io)).toBe(1);
    expect(readFileSync(join(cwd, "policies/a.macropolicy"), "utf8")).toBe(text);
  });

  test("are made in override files too, and a comment there stays", async () => {
    const override = "# ours\nprofiles:\n  heal:\n    set: { limit: 70 } # lower\n";
    const { io, cwd } = await openWorkshop({
      "policies/a.macropolicy": "profile heal {\n  param limit = 80%\n  rule hot: cancel when cpu.usage > limit\n}\n",
      "config/macro_safety/heal.yaml": override,
    });
    expect(await lintCommand({ paths: [], fix: true }, io)).toBe(0);
    expect(readFileSync(join(cwd, "config/macro_safety/heal.yaml"), "utf8")).toBe(override.replace("70", "70%"));
  });
});

describe("a baseline", () => {
  const first = `let idle = 1\n\n${good}`;

  test("holds what was there when it was written, wherever it moves", async () => {
    const { io, out, err, write } = await openWorkshop({ "policies/a.macropolicy": first });
    const known = { paths: [], baseline: "known.json" };
    expect(await lintCommand(known, io)).toBe(2);
    expect(err()).toBe("known.json: there is no such file; `--write-baseline` writes it\n");
    expect(await lintCommand({ ...known, writeBaseline: true }, io)).toBe(0);
    expect(out()).toBe("1 finding written to known.json\n");
    expect(await lintCommand(known, io)).toBe(0);
    expect(out()).toBe("✓ 1 file, no problems\n  1 in the baseline\n");
    await write({ "policies/a.macropolicy": `# moved\n\n${good}\nlet   idle = 1\nlet other = 2\n` });
    expect(await lintCommand({ ...known, format: "compact" }, io)).toBe(1);
    expect(out()).toMatch(/^policies\/a\.macropolicy:12:5: warning unused-let nothing reads `other`[^\n]*\n$/);
  });

  test("knows its files from wherever lint is run", async () => {
    const { io, out, cwd } = await openWorkshop({
      "policies/deep/a.macropolicy": first,
      "macro-engine.yaml": `policies: [policies]\n${levels()}  baseline: known.json\n`,
    });
    expect(await lintCommand({ paths: [], writeBaseline: true }, io)).toBe(0);
    await symlink(cwd, join(cwd, "link"));
    out();
    for (const [folder, path] of [
      ["policies", "deep"],
      ["policies/deep", join(cwd, "link", "policies")],
    ] as const) {
      expect(await lintCommand({ paths: [path] }, { ...io, cwd: join(cwd, folder) })).toBe(0);
      expect(out()).toBe("✓ 1 file, no problems\n  1 in the baseline\n");
    }
  });

  test("goes with a statement into another file, and does not answer for a second one like it", async () => {
    const { io, out, cwd, write } = await openWorkshop({
      "policies/a.macropolicy": first,
      "macro-engine.yaml": `${levels()}  baseline: known.json\n`,
    });
    expect(await lintCommand({ paths: [], writeBaseline: true }, io)).toBe(0);
    out();
    await rename(join(cwd, "policies/a.macropolicy"), join(cwd, "policies/b.macropolicy"));
    expect(await lintCommand({ paths: [] }, io)).toBe(0);
    expect(out()).toBe("✓ 1 file, no problems\n  1 in the baseline\n");
    await write({ "policies/a.macropolicy": good, "policies/b.macropolicy": "let idle = 1\n" });
    expect(await lintCommand({ paths: [] }, io)).toBe(0);
    // The other file is there, and what is in it not known.
    expect(await lintCommand({ paths: ["policies/b.macropolicy"] }, io)).toBe(1);
  });

  test("answers for each statement once, and for the one in its own file first", async () => {
    const policy = (name: string) => `profile ${name} {\n  param idle = 5%\n}\n`;
    const { io, out, write } = await openWorkshop({
      "policies/b.macropolicy": policy("one"),
      "macro-engine.yaml": `${levels("unused-param: warning")}  baseline: known.json\n`,
    });
    expect(await lintCommand({ paths: [], writeBaseline: true }, io)).toBe(0);
    out();
    await write({ "policies/a.macropolicy": policy("two") });
    expect(await lintCommand({ paths: [], format: "compact" }, io)).toBe(1);
    expect(out()).toMatch(/^policies\/a\.macropolicy:2:9: warning unused-param [^\n]*\n$/);
  });

  test("that is written for some files keeps what it has of others", async () => {
    const { io, out, write } = await openWorkshop({
      "policies/a.macropolicy": first,
      "policies/b.macropolicy": "let more = 1\n",
      "macro-engine.yaml": `${levels()}  baseline: known.json\n`,
    });
    expect(await lintCommand({ paths: [], writeBaseline: true }, io)).toBe(0);
    await write({ "policies/b.macropolicy": "let most = 1\n" });
    out();
    expect(await lintCommand({ paths: ["policies/b.macropolicy"], writeBaseline: true }, io)).toBe(0);
    expect(out()).toBe("2 findings written to known.json\n");
    expect(await lintCommand({ paths: [] }, io)).toBe(0);
  });

  test.skipIf(process.platform === "win32")("is written into a pipe", async () => {
    const { io, cwd } = await openWorkshop({ "policies/a.macropolicy": first });
    const pipe = join(cwd, "pipe");
    execFileSync("mkfifo", [pipe]);
    const written = lintCommand({ paths: [], baseline: "pipe", writeBaseline: true }, io);
    const { findings } = JSON.parse(await readFile(pipe, "utf8")) as { findings: readonly object[] };
    expect(findings).toHaveLength(1);
    expect(await written).toBe(0);
  });

  test("counts, and tells of what is gone", async () => {
    const twice = `${good}let idle = 1\n`;
    const { io, out, write } = await openWorkshop({
      "policies/a.macropolicy": twice,
      "policies/b.macropolicy": "let more = 1\n",
      "macro-engine.yaml": `${levels()}  baseline: known.json\n`,
    });
    expect(await lintCommand({ paths: [], writeBaseline: true }, io)).toBe(0);
    expect(await lintCommand({ paths: [] }, io)).toBe(0);
    await write({ "policies/a.macropolicy": good });
    out();
    expect(await lintCommand({ paths: [] }, io)).toBe(0);
    expect(out()).toContain("1 of the baseline is gone: --write-baseline drops them");
    // Of files that are not looked at nothing is known.
    expect(await lintCommand({ paths: ["policies/b.macropolicy"] }, io)).toBe(0);
    expect(out()).toBe("✓ 1 file, no problems\n  1 in the baseline\n");
  });

  test("is refused where it is none, and never holds errors", async () => {
    const { io, err, write } = await openWorkshop({ "policies/a.macropolicy": wrong, "known.json": "[]" });
    expect(await lintCommand({ paths: [], baseline: "known.json" }, io)).toBe(2);
    expect(err()).toBe("known.json: this is no baseline; `--write-baseline` writes one\n");
    await write({ "known.json": '{ "version": 1, "findings": [null] }' });
    expect(await lintCommand({ paths: [], baseline: "known.json" }, io)).toBe(2);
    expect(err()).toBe("known.json: this is no baseline; `--write-baseline` writes one\n");
    await lintCommand({ paths: [], baseline: "known.json", writeBaseline: true }, io);
    expect(await lintCommand({ paths: [], baseline: "known.json" }, io)).toBe(1);
    await write({ "policies/a.macropolicy": good });
    expect(await lintCommand({ paths: [], writeBaseline: true }, io)).toBe(2);
    expect(err()).toContain("--write-baseline needs a file");
  });
});

describe("--explain and --rules", () => {
  test("tell what a code is about", async () => {
    const { io, out, err } = await openWorkshop();
    expect(await lintCommand({ paths: [], explain: "unused-let" }, io)).toBe(0);
    expect(out()).toContain("# unused-let\n\nA `let` that nothing reads.\n");
    expect(await lintCommand({ paths: [], explain: "missing-unit" }, io)).toBe(0);
    expect(out()).toMatch(/^# missing-unit\n\nA plain number where a unit is needed\.\n[\s\S]*## Fine\n/);
    expect(await lintCommand({ paths: [], explain: "unused-lett" }, io)).toBe(2);
    expect(err()).toBe("unused-lett is no code of a finding or error; did you mean unused-let?\n");
  });

  test("list every rule", async () => {
    const { io, out } = await openWorkshop();
    expect(await lintCommand({ paths: [], rules: true }, io)).toBe(0);
    expect(
      out()
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(allLintCodes);
    await lintCommand({ paths: [], rules: true, format: "json" }, io);
    const { rules } = JSON.parse(out());
    expect(rules.map(({ code }: { code: string }) => code)).toEqual(allLintCodes);
    expect(rules.at(-1)).toMatchObject({ category: "hygiene", level: "warning" });
  });
});

test("what `tighten-only` refuses is shown by samples", async () => {
  const { io, out } = await openWorkshop({
    "policies/a.macropolicy": "profile heal {\n  param max = 80%\n  rule hot: cancel when cpu.usage > max for 5s\n}\n",
    "config/macro_safety/heal.yaml": "profiles: { heal: { set: { max: 90% } } }\n",
    "macro-engine.yaml": "overrides: tighten-only\n",
  });
  expect(await lintCommand({ paths: ["policies"] }, io)).toBe(1);
  expect(out()).toMatch(
    /with 90% instead of 80%, rule `hot` would protect less: cpu\.usage = 8\d(\.\d+)?% for 5s; leave it out to keep 80%, or change the policy\n/,
  );
});
