import { mkdirSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { temporaryFolder } from "../store/testing/example.ts";
import { openRemembered } from "./remembered.ts";

const answer = { digest: "d", status: 201, type: "application/json", body: '{"id":"r1"}' };

test("answers and used links outlive the process, until their time has come", () => {
  using folder = temporaryFolder();
  const store = folder.file("store.sqlite");
  let nowMs = 1000;
  const now = () => nowMs;
  const first = openRemembered(store, now);
  first.keep("k", answer, 5000);
  expect([first.links.use("l", 5000), first.links.use("l", 5000)]).toEqual([true, false]);
  first.close();
  const second = openRemembered(store, now);
  expect(second.answer("k")).toEqual(answer);
  expect(second.links.has("l")).toBe(true);
  nowMs = 5001;
  expect(second.answer("k")).toBeNull();
  second.keep("other", answer, 9000);
  nowMs = 1000;
  expect(second.answer("k")).toBeNull();
  second.close();
  if (process.platform !== "win32") expect((statSync(`${store}-api`).mode & 0o777).toString(8)).toBe("600");
});

test("where there is no place for the file, memory has to do, and that is said", () => {
  using folder = temporaryFolder();
  const store = folder.file("store.sqlite");
  mkdirSync(`${store}-api`);
  const remembered = openRemembered(store);
  expect(remembered.problem).toContain(`${store}-api cannot be used: `);
  remembered.keep("k", answer, Date.now() + 1000);
  expect(remembered.answer("k")).toEqual(answer);
  remembered.close();
});
