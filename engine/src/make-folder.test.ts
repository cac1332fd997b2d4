import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeFolder } from "./make-folder.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "make-folder-"));
});

afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

it("makes what is missing, with the mode that is asked for, and leaves what is there", () => {
  const path = join(folder, "a/b/c");
  makeFolder(path, 0o700);
  makeFolder(path, 0o755);
  for (const made of ["a", "a/b", "a/b/c"]) expect(statSync(join(folder, made)).mode & 0o777).toBe(0o700);
  symlinkSync("a", join(folder, "link"));
  makeFolder(join(folder, "link"));
});

it("says why it cannot, and always comes back", () => {
  writeFileSync(join(folder, "file"), "");
  expect(() => makeFolder(join(folder, "file"))).toThrow("EEXIST");
  expect(() => makeFolder(join(folder, "file/below"))).toThrow("ENOTDIR");
  symlinkSync("nowhere", join(folder, "broken"));
  expect(() => makeFolder(join(folder, "broken/below"))).toThrow();
});

// It takes a /proc.
it.skipIf(process.platform !== "linux")("comes back where the system misses a folder that is there", () => {
  expect(() => makeFolder("/proc/no-such-thing/below")).toThrow("ENOENT");
});
