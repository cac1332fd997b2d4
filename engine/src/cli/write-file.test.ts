import { execFileSync } from "node:child_process";
import { readdir, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openWorkshop } from "./commands/testing/workshop.ts";
import { writeAtomically } from "./write-file.ts";

test("a file is written through a link, which stays one, and nothing is left beside it", async () => {
  const { cwd } = await openWorkshop({ "real.txt": "old" });
  await symlink("real.txt", join(cwd, "link.txt"));
  await writeAtomically(join(cwd, "link.txt"), "new");
  expect(await readFile(join(cwd, "real.txt"), "utf8")).toBe("new");
  expect((await readdir(cwd)).sort()).toEqual(["link.txt", "macro-engine.yaml", "real.txt"]);
});

test.skipIf(process.platform === "win32")("a pipe is written to, and stays one", async () => {
  const { cwd } = await openWorkshop();
  const pipe = join(cwd, "pipe");
  execFileSync("mkfifo", [pipe]);
  const [text] = await Promise.all([readFile(pipe, "utf8"), writeAtomically(pipe, "through")]);
  expect(text).toBe("through");
  expect((await stat(pipe)).isFIFO()).toBe(true);
});
