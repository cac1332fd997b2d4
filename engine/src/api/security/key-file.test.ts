import { chmodSync, chownSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../store/testing/example.ts";
import { readKey } from "./key-file.ts";

test("a key is made once, for its owner alone", () => {
  using folder = temporaryFolder();
  const key = readKey(folder.file("deep/store.sqlite"));
  const file = folder.file("deep/store.sqlite.key");
  expect(key).toHaveLength(32);
  expect(readKey(folder.file("deep/store.sqlite")).equals(key)).toBe(true);
  expect(readFileSync(file).equals(key)).toBe(true);
  if (process.platform !== "win32") expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
});

test.skipIf(process.platform === "win32")(
  "a key that others can read, or that is none, is refused with what to do",
  () => {
    using folder = temporaryFolder();
    const store = folder.file("store.sqlite");
    readKey(store);
    chmodSync(`${store}.key`, 0o640);
    expect(() => readKey(store)).toThrow(/store\.sqlite\.key can be read by other users: remove it/);
    chmodSync(`${store}.key`, 0o600);
    writeFileSync(`${store}.key`, "short");
    expect(() => readKey(store)).toThrow(/store\.sqlite\.key is no key: remove it/);
  },
);

test.skipIf(process.platform === "win32")("a key that leads elsewhere is none", () => {
  using folder = temporaryFolder();
  const store = folder.file("store.sqlite");
  readKey(store);
  renameSync(`${store}.key`, folder.file("elsewhere"));
  symlinkSync(folder.file("elsewhere"), `${store}.key`);
  expect(() => readKey(store)).toThrow(/store\.sqlite\.key is a symbolic link, and must be a file: remove it/);
});

/** Root alone may give a file away. */
test.runIf(process.getuid?.() === 0)("a key that somebody else has made is none", () => {
  using folder = temporaryFolder();
  const store = folder.file("store.sqlite");
  readKey(store);
  chownSync(`${store}.key`, 65534, 65534);
  expect(() => readKey(store)).toThrow(
    /store\.sqlite\.key belongs to another user: run this as that user, or remove it/,
  );
});
