import { chmod, chown, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { openWorkshop } from "./commands/testing/workshop.ts";
import { type Rewrite, rewriteFiles } from "./rewrite-files.ts";

function rewrite(path: string, before: string, after: string): Rewrite {
  return { before: { path, text: before }, after: { path, text: after } };
}

async function openFiles() {
  const { cwd, write } = await openWorkshop({ "a.txt": "\ufeffold a", "b.txt": "old b" });
  const changes = [rewrite("a.txt", "old a", "new a"), rewrite("b.txt", "old b", "new b")];
  const texts = () => Promise.all(["a.txt", "b.txt"].map((path) => readFile(join(cwd, path), "utf8")));
  return { cwd, write, changes, texts, absoluteOf: (path: string) => resolve(cwd, path) };
}

test("all files are written, with the byte order marks that they have", async () => {
  const { changes, texts, absoluteOf } = await openFiles();
  await rewriteFiles(changes, absoluteOf);
  expect(await texts()).toEqual(["\ufeffnew a", "new b"]);
});

describe("none is written", () => {
  test("when another has changed meanwhile, or is gone", async () => {
    const { cwd, write, changes, texts, absoluteOf } = await openFiles();
    await write({ "b.txt": "somebody else's b" });
    await expect(rewriteFiles(changes, absoluteOf)).rejects.toThrow(/^b\.txt: it has changed meanwhile/);
    expect(await texts()).toEqual(["\ufeffold a", "somebody else's b"]);
    await rm(join(cwd, "b.txt"));
    await expect(rewriteFiles(changes, absoluteOf)).rejects.toThrow(/^b\.txt: it has changed meanwhile/);
    expect(await readFile(join(cwd, "a.txt"), "utf8")).toBe("\ufeffold a");
  });

  // A file of the kernel's can be read by all, and nobody can put another one in its place.
  test.runIf(process.platform === "linux")("when another cannot be", async () => {
    const { changes, texts, absoluteOf } = await openFiles();
    const version = await readFile("/proc/version", "utf8");
    const all = [...changes, rewrite("/proc/version", version, "mine")];
    await expect(rewriteFiles(all, absoluteOf)).rejects.toThrow(
      /^\/proc\/version: .*; the other files are as they were$/,
    );
    expect(await texts()).toEqual(["\ufeffold a", "old b"]);
  });

  test("when its permissions forbid it", async () => {
    const { cwd, changes, texts, absoluteOf } = await openFiles();
    await chmod(join(cwd, "b.txt"), 0o444);
    await asOrdinaryUser([cwd, join(cwd, "a.txt"), join(cwd, "b.txt")], () =>
      expect(rewriteFiles(changes, absoluteOf)).rejects.toThrow(
        "b.txt: writing it is not permitted; the other files are as they were",
      ),
    );
    expect(await texts()).toEqual(["\ufeffold a", "old b"]);
  });
});

/** Root may write whatever it likes: what it is to be forbidden is done as `nobody`, who owns the files. */
async function asOrdinaryUser(owned: readonly string[], act: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return act();
  const nobody = 65_534;
  for (const path of owned) await chown(path, nobody, nobody);
  process.seteuid!(nobody);
  try {
    await act();
  } finally {
    process.seteuid!(0);
  }
}
