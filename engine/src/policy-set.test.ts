import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PolicySetError, readPolicySet } from "./policy-set.ts";

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "policy-set-"));
});

afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), content);
  }
}

async function pathsOf(...paths: string[]): Promise<string[]> {
  return (await readPolicySet(paths, { cwd })).files.map(({ path }) => path);
}

describe("which files are a policy set", () => {
  test("every *.macropolicy under the folder, sorted by the bytes of the relative path", async () => {
    await write({
      "p/b.macropolicy": "",
      "p/a/z.macropolicy": "",
      "p/a.macropolicy": "",
      "p/B.macropolicy": "",
      "p/ä.macropolicy": "",
      "p/notes.txt": "",
    });
    // "." is a lower byte than "/", upper case is lower than lower case, and ä is two bytes above all of ASCII.
    expect(await pathsOf("p")).toEqual([
      "p/B.macropolicy",
      "p/a.macropolicy",
      "p/a/z.macropolicy",
      "p/b.macropolicy",
      "p/ä.macropolicy",
    ]);
  });

  test("dot-folders and node_modules are skipped", async () => {
    await write({ "p/.git/a.macropolicy": "", "p/node_modules/x/a.macropolicy": "", "p/c.macropolicy": "" });
    expect(await pathsOf("p")).toEqual(["p/c.macropolicy"]);
  });

  // Windows has no pipes among its files.
  test.skipIf(process.platform === "win32")("a pipe that bears such a name is not waited for", async () => {
    await write({ "p/a.macropolicy": "" });
    execFileSync("mkfifo", [join(cwd, "p/pipe.macropolicy")]);
    expect(await pathsOf("p")).toEqual(["p/a.macropolicy"]);
  });

  test("a file may be named itself, whatever it is called", async () => {
    await write({ "p/a.macropolicy": "", "p/b.macropolicy": "", "draft.txt": "" });
    expect(await pathsOf("p/b.macropolicy", "draft.txt")).toEqual(["p/b.macropolicy", "draft.txt"]);
  });

  test("overlapping paths are read once", async () => {
    await write({ "p/a.macropolicy": "", "p/sub/b.macropolicy": "" });
    expect(await pathsOf("p", "p/sub", "./p/a.macropolicy", "p")).toEqual(["p/a.macropolicy", "p/sub/b.macropolicy"]);
  });

  test("links are followed, loops survived, and a file is read under its own name rather than a link's", async () => {
    await write({ "p/sub/a.macropolicy": "", "elsewhere/c.macropolicy": "" });
    await symlink("..", join(cwd, "p/sub/up"));
    await symlink(".", join(cwd, "p/again"));
    await symlink("../elsewhere", join(cwd, "p/linked"));
    await symlink("sub/a.macropolicy", join(cwd, "p/0.macropolicy"));
    expect((await pathsOf("p")).filter((path) => path.includes("c.macropolicy"))).toEqual(["p/linked/c.macropolicy"]);
    expect(await pathsOf("p")).toHaveLength(2);
  });

  test("a file outside the working folder is shown by its whole path", async () => {
    await write({ "p/a.macropolicy": "", "work/here.txt": "" });
    const { files } = await readPolicySet(["../p"], { cwd: join(cwd, "work") });
    expect(files.map(({ path }) => path)).toEqual([join(cwd, "p/a.macropolicy")]);
  });
});

describe("what is read", () => {
  test("a byte order mark is taken off, line ends are left", async () => {
    await write({ "p/a.macropolicy": "\ufefflet a = 1\r\n" });
    expect((await readPolicySet(["p"], { cwd })).files).toEqual([{ path: "p/a.macropolicy", text: "let a = 1\r\n" }]);
  });

  test("a file that is not UTF-8 is a diagnostic with the place; the others are read", async () => {
    await write({ "p/a.macropolicy": Buffer.from("# fine\n# gr\u00fcn", "latin1"), "p/b.macropolicy": "fine" });
    const { files, diagnostics } = await readPolicySet(["p"], { cwd });
    expect(files.map(({ path }) => path)).toEqual(["p/b.macropolicy"]);
    expect(diagnostics).toEqual([
      {
        code: "unreadable-file",
        severity: "error",
        message: "the file cannot be read: it is not UTF-8 (line 2); save it as UTF-8",
        file: "p/a.macropolicy",
        span: { start: 0, end: 0 },
        related: [],
        fixes: [],
      },
    ]);
  });

  test("a file in UTF-16 is named as such", async () => {
    await write({ "p/a.macropolicy": Buffer.from("\ufefflet a = 1", "utf16le") });
    expect((await readPolicySet(["p"], { cwd })).diagnostics[0]?.message).toContain("it is UTF-16, not UTF-8; save it");
  });

  test("a link that leads nowhere is a diagnostic", async () => {
    await write({ "p/b.macropolicy": "" });
    await symlink("gone", join(cwd, "p/a.macropolicy"));
    const { diagnostics } = await readPolicySet(["p"], { cwd });
    expect(diagnostics.map(({ file, message }) => [file, message])).toEqual([
      ["p/a.macropolicy", "the file cannot be read: there is no such file or folder"],
    ]);
  });
});

describe("wrong use", () => {
  test("a path that names nothing", async () => {
    await expect(readPolicySet(["nowhere"], { cwd })).rejects.toThrow(
      new PolicySetError("nowhere: there is no such file or folder"),
    );
  });

  test("an override file or a configuration, named as if it were policy", async () => {
    await write({ "config/a.yaml": "profiles: {}", "macro-engine.yaml": "", "r.json": "{}" });
    for (const path of ["config/a.yaml", "macro-engine.yaml", "r.json"]) {
      await expect(readPolicySet([path], { cwd })).rejects.toThrow(`${path}: this is no policy file; `);
    }
  });

  test("a folder without policies", async () => {
    await write({ "p/readme.md": "" });
    await expect(readPolicySet(["p"], { cwd })).rejects.toThrow("there is no *.macropolicy file under p");
    expect((await readPolicySet(["p"], { cwd, mayBeEmpty: true })).files).toEqual([]);
  });
});

describe("override files", () => {
  test("*.yaml, *.yml and *.json of the folder, in path order", async () => {
    await write({
      "p/a.macropolicy": "",
      "config/macro_safety/b.yml": "b",
      "config/macro_safety/a.yaml": "a",
      "config/macro_safety/c.json": "c",
      "config/macro_safety/readme.md": "",
      "config/macro_safety/sub/d.yaml": "d",
    });
    const { overrides } = await readPolicySet(["p"], { cwd });
    expect(overrides).toEqual([
      { path: "config/macro_safety/a.yaml", text: "a" },
      { path: "config/macro_safety/b.yml", text: "b" },
      { path: "config/macro_safety/c.json", text: "c" },
      { path: "config/macro_safety/sub/d.yaml", text: "d" },
    ]);
  });

  test("another folder, none, or one that is not there", async () => {
    await write({ "p/a.macropolicy": "", "mine/x.yaml": "x", "config/macro_safety/a.yaml": "a" });
    const of = async (overridesFolder: string | null) =>
      (await readPolicySet(["p"], { cwd, overridesFolder })).overrides.map(({ path }) => path);
    expect(await of("mine")).toEqual(["mine/x.yaml"]);
    expect(await of(null)).toEqual([]);
    expect(await of("gone")).toEqual([]);
  });
});
