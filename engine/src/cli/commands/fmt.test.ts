import { execFileSync } from "node:child_process";
import { chmod, readdir, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fmtCommand } from "./fmt.ts";
import { openWorkshop, type Workshop } from "./testing/workshop.ts";

const loose = "profile heal{\n rule hot:cancel when cpu.usage>80% # hot\n}\n";
const tidy = "profile heal {\n  rule hot: cancel when cpu.usage > 80% # hot\n}\n";
const stdin = (text: string | Uint8Array) => () => Promise.resolve(Buffer.from(text));

function read({ cwd }: Workshop, path: string): Promise<string> {
  return readFile(join(cwd, path), "utf8");
}

describe("files", () => {
  test("that are not in the style are written anew, and named", async () => {
    const shop = await openWorkshop({ "policies/a.macropolicy": loose, "policies/b.macropolicy": tidy });
    expect(await fmtCommand({ paths: ["policies"] }, shop.io)).toBe(0);
    expect([shop.out(), shop.err()]).toEqual(["policies/a.macropolicy\n", "✓ 1 of 2 files formatted\n"]);
    expect(await read(shop, "policies/a.macropolicy")).toBe(tidy);
    expect(await fmtCommand({ paths: ["policies"] }, shop.io)).toBe(0);
    expect([shop.out(), shop.err()]).toEqual(["", "✓ 2 files, nothing to change\n"]);
  });

  test("are those of the configuration where none are named", async () => {
    const shop = await openWorkshop({ "policies/a.macropolicy": loose });
    expect(await fmtCommand({ paths: [] }, shop.io)).toBe(0);
    expect(await read(shop, "policies/a.macropolicy")).toBe(tidy);
  });

  test("keep their permissions, their links, their line ends and their byte order mark, and nothing is left beside", async () => {
    const windows = `\ufeff${loose.replaceAll("\n", "\r\n")}`;
    const shop = await openWorkshop({ "policies/a.macropolicy": windows });
    await chmod(join(shop.cwd, "policies/a.macropolicy"), 0o640);
    await symlink("policies/a.macropolicy", join(shop.cwd, "linked.macropolicy"));
    expect(await fmtCommand({ paths: ["linked.macropolicy"] }, shop.io)).toBe(0);
    expect(await read(shop, "policies/a.macropolicy")).toBe(`\ufeff${tidy.replaceAll("\n", "\r\n")}`);
    expect((await stat(join(shop.cwd, "policies/a.macropolicy"))).mode & 0o777).toBe(0o640);
    expect(await readdir(join(shop.cwd, "policies"))).toEqual(["a.macropolicy"]);
  });

  test("that cannot be written are told of, and the others are written all the same", async () => {
    const shop = await openWorkshop({
      "policies/a.macropolicy": loose,
      "policies/b.macropolicy": loose.replace("heal", "craft"),
      // Where the new text would be written first.
      [`policies/a.macropolicy.${process.pid}.tmp`]: "",
    });
    expect(await fmtCommand({ paths: ["policies"] }, shop.io)).toBe(2);
    expect(shop.out()).toBe("policies/b.macropolicy\n");
    expect(shop.err()).toMatch(/^policies\/a\.macropolicy: .*\n✗ 1 of 2 files formatted; 1 could not be written\n$/);
    expect(await read(shop, "policies/a.macropolicy")).toBe(loose);
  });

  test("that are in the style are not touched", async () => {
    const shop = await openWorkshop({ "policies/a.macropolicy": tidy });
    const before = await stat(join(shop.cwd, "policies/a.macropolicy"));
    await fmtCommand({ paths: ["policies"] }, shop.io);
    const after = await stat(join(shop.cwd, "policies/a.macropolicy"));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });
});

describe("what would change", () => {
  test("is listed with --check, and exit code 1", async () => {
    const shop = await openWorkshop({ "policies/a.macropolicy": loose, "policies/b.macropolicy": tidy });
    expect(await fmtCommand({ paths: ["policies"], check: true }, shop.io)).toBe(1);
    expect([shop.out(), shop.err()]).toEqual(["policies/a.macropolicy\n", "✗ 1 of 2 files would change\n"]);
    expect(await read(shop, "policies/a.macropolicy")).toBe(loose);
    expect(await fmtCommand({ paths: ["policies/b.macropolicy"], check: true }, shop.io)).toBe(0);
  });

  test("is shown with --diff", async () => {
    const shop = await openWorkshop({ "policies/a.macropolicy": loose });
    expect(await fmtCommand({ paths: ["policies"], diff: true }, shop.io)).toBe(1);
    expect(shop.out()).toBe(`--- a/policies/a.macropolicy
+++ b/policies/a.macropolicy
@@ -1,3 +1,3 @@
-profile heal{
- rule hot:cancel when cpu.usage>80% # hot
+profile heal {
+  rule hot: cancel when cpu.usage > 80% # hot
 }
`);
    expect(await read(shop, "policies/a.macropolicy")).toBe(loose);
  });

  test("is shown with --diff as a patch that fits a file with a byte order mark", async () => {
    const shop = await openWorkshop({ "policies/a.macropolicy": `\ufeff${loose}` });
    expect(await fmtCommand({ paths: ["policies"], diff: true }, shop.io)).toBe(1);
    execFileSync("git", ["apply", "-"], { cwd: shop.cwd, input: shop.out() });
    expect(await fmtCommand({ paths: ["policies"], check: true }, shop.io)).toBe(0);
  });
});

test("the width is the option's, else the configuration's, else 100", async () => {
  const rule = "profile heal {\n  rule hot: pause when cpu.usage > 80% until cpu.usage < 40%\n}\n";
  const broken = rule.replace(" until", "\n    until");
  const shop = await openWorkshop({ "policies/a.macropolicy": rule });
  const formatted = async (options: object) => {
    await fmtCommand({ paths: ["-"], ...options }, shop.io, stdin(rule));
    return shop.out();
  };
  expect(await formatted({})).toBe(rule);
  await shop.write({ "macro-engine.yaml": "fmt: { width: 50 }\n" });
  expect(await formatted({})).toBe(broken);
  expect(await formatted({ width: 80 })).toBe(rule);
});

describe("a file with errors", () => {
  const wrong = "profile heal{\n rule  hot:cancel whne cpu.usage>80%\n grace   3s\n}\n";

  test("is formatted where it can be read, and told of", async () => {
    const shop = await openWorkshop({ "policies/a.macropolicy": wrong });
    expect(await fmtCommand({ paths: ["policies"] }, shop.io)).toBe(1);
    expect(await read(shop, "policies/a.macropolicy")).toBe(
      "profile heal {\n rule  hot:cancel whne cpu.usage>80%\n  grace 3s\n}\n",
    );
    const told = shop.err();
    expect(told).toContain("error[syntax-error]: `whne` is not a keyword; did you mean `when`?");
    expect(told).toContain("policies/a.macropolicy:2:");
    expect(told).toMatch(/✗ 1 of 1 file formatted; what cannot be read in 1 was left alone\n$/);
  });

  test("of meaning alone is as good as any", async () => {
    const shop = await openWorkshop({ "policies/a.macropolicy": "let a=gone+5s\n" });
    expect(await fmtCommand({ paths: ["policies"] }, shop.io)).toBe(0);
    expect(await read(shop, "policies/a.macropolicy")).toBe("let a = gone + 5s\n");
  });
});

describe("stdin", () => {
  test("is formatted to stdout, marks and line ends kept", async () => {
    const { io, out, err } = await openWorkshop();
    expect(await fmtCommand({ paths: ["-"] }, io, stdin(`\ufeff${loose}`))).toBe(0);
    expect([out(), err()]).toEqual([`\ufeff${tidy}`, ""]);
  });

  test("is given back whatever is wrong with it", async () => {
    const { io, out, err } = await openWorkshop();
    const options = { paths: ["-"], stdinFilename: "mine.macropolicy" };
    expect(await fmtCommand(options, io, stdin("let  a = 5sec\nlet  b = 6s\n"))).toBe(1);
    expect(out()).toBe("let  a = 5sec\nlet b = 6s\n");
    expect(err()).toContain("mine.macropolicy:1:");
  });

  test("may be checked and compared", async () => {
    const { io, out } = await openWorkshop();
    expect(await fmtCommand({ paths: ["-"], check: true }, io, stdin(loose))).toBe(1);
    expect(out()).toBe("stdin.macropolicy\n");
    expect(await fmtCommand({ paths: ["-"], check: true }, io, stdin(tidy))).toBe(0);
    expect(await fmtCommand({ paths: ["-"], diff: true }, io, stdin(loose))).toBe(1);
    expect(out()).toContain("+++ b/stdin.macropolicy");
  });
});

describe("wrong use is exit code 2", () => {
  test.each<[what: string, paths: string[], message: RegExp]>([
    ["a path that is not there", ["nowhere"], /^nowhere: there is no such file or folder\n$/],
    ["stdin with other paths", ["-", "policies"], /^`-` stands for stdin and goes with no other path/],
    ["a file that is not UTF-8", ["bad"], /^error\[unreadable-file\][^✓]*$/],
  ])("%s", async (_, paths, message) => {
    const { io, err } = await openWorkshop({
      "policies/a.macropolicy": tidy,
      "bad/a.macropolicy": Buffer.from([0xff, 0x20]),
    });
    expect(await fmtCommand({ paths }, io, stdin(""))).toBe(2);
    expect(err()).toMatch(message);
  });

  test("stdin that is not UTF-8", async () => {
    const { io, err } = await openWorkshop();
    expect(await fmtCommand({ paths: ["-"] }, io, stdin(Buffer.from([0xff])))).toBe(2);
    expect(err()).toBe("stdin.macropolicy: it is not UTF-8\n");
  });

  test("a broken configuration", async () => {
    const { io, err } = await openWorkshop({ "macro-engine.yaml": "fmt: { width: 5 }\n" });
    expect(await fmtCommand({ paths: ["-"] }, io, stdin(""))).toBe(2);
    expect(err()).toContain("macro-engine.yaml:1:");
  });
});
