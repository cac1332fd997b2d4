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

const policies = (path: string) => ({ path, names: /\.macropolicy$/ });

/** Repeats what must be noticed: a watcher may begin to listen a moment after it was asked to. */
async function noticed(paths: readonly string[], change: () => Promise<unknown>): Promise<string | null> {
  let heard: string | null | undefined;
  const hearing = changesOf(paths.map(policies)).then((name) => {
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

test("a folder that is moved in, or away", async () => {
  const [inside, outside] = [join(folder, "p/sub"), join(folder, "away")];
  const move = async () => {
    await rename(inside, outside);
    await rename(outside, inside);
  };
  expect(await noticed([join(folder, "p")], move)).toContain("sub");
});

test("not what else is written below a folder: logs, what is replaced by renaming, hidden folders", async () => {
  await mkdir(join(folder, "p/.git"));
  const write = async () => {
    await writeFile(join(folder, "p/events.jsonl"), "{}\n", { flag: "a" });
    await writeFile(join(folder, "p/sub/stats.json.tmp"), "{}");
    await rename(join(folder, "p/sub/stats.json.tmp"), join(folder, "p/sub/stats.json"));
    await writeFile(join(folder, "p/.git/a.macropolicy"), "{}");
  };
  let written = 0;
  const change = async () => {
    written += 1;
    await (written < 8 ? write() : writeFile(join(folder, "p/sub/a.macropolicy"), "let a = 1"));
  };
  expect(await noticed([join(folder, "p")], change)).toContain("a.macropolicy");
  expect(written).toBeGreaterThanOrEqual(8);
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
  const heard = changesOf([policies(folder)], ending.signal);
  ending.abort();
  expect(await heard).toBeNull();
  expect(await changesOf([policies(folder)], ending.signal)).toBeNull();
});
