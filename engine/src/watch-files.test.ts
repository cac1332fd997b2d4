import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { changesOf } from "./watch-files.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "watch-files-"));
  await mkdir(join(folder, "p/sub"), { recursive: true });
  await writeFile(join(folder, "p/sub/a.macropolicy"), "");
  await writeFile(join(folder, "trace.csv"), "");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Repeats what must be noticed: a watcher may begin to listen a moment after it was asked to. */
async function noticed(paths: readonly string[], change: () => Promise<unknown>): Promise<string | null> {
  let heard: string | null | undefined;
  const hearing = changesOf(paths).then((name) => {
    heard = name;
  });
  while (heard === undefined) {
    await change();
    await Promise.race([hearing, sleep(200)]);
  }
  return heard;
}

test("a change anywhere below a folder", async () => {
  const path = join(folder, "p/sub/a.macropolicy");
  expect(await noticed([join(folder, "p")], () => writeFile(path, "let a = 1"))).toContain("a.macropolicy");
});

test("a file that an editor replaces by another", async () => {
  const path = join(folder, "trace.csv");
  const replace = async () => {
    await writeFile(`${path}.new`, "time,fps\n");
    await rename(`${path}.new`, path);
  };
  expect(await noticed([path], replace)).toBe("trace.csv");
});

test("a file that was not there, in a folder that was not there", async () => {
  const path = join(folder, "later/policies/a.macropolicy");
  const appear = async () => {
    await mkdir(join(folder, "later/policies"), { recursive: true });
    await writeFile(path, "let a = 1");
    await rm(join(folder, "later"), { recursive: true });
  };
  expect(await noticed([path], appear)).toBe("later");
});

test("a signal ends the wait", async () => {
  const ending = new AbortController();
  const heard = changesOf([folder], ending.signal);
  ending.abort();
  expect(await heard).toBeNull();
  expect(await changesOf([folder], ending.signal)).toBeNull();
});
