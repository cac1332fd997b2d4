import { mkdirSync, readdirSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { temporaryFolder } from "../store/testing/example.ts";
import { openRemembered as open, type RememberedOptions } from "./remembered.ts";

const openRemembered = (path: string, options: Partial<RememberedOptions> = {}) =>
  open(path, { onProblem: expect.unreachable, ...options });
const answer = { digest: "d", status: 201, type: "application/json", body: '{"id":"r1"}' };

test("answers and used links outlive the process, until their time has come", () => {
  using folder = temporaryFolder();
  const store = folder.file("store.sqlite");
  let nowMs = 1000;
  const now = () => nowMs;
  const first = openRemembered(store, { now });
  first.keep("deck", "k", answer, 5000);
  expect([first.links.use("l", 5000), first.links.use("l", 5000)]).toEqual([true, false]);
  first.close();
  const second = openRemembered(store, { now });
  expect(second.answer("k")).toEqual(answer);
  expect(second.links.has("l")).toBe(true);
  nowMs = 5001;
  expect(second.answer("k")).toBeNull();
  second.keep("deck", "other", answer, 9000);
  nowMs = 1000;
  expect(second.answer("k")).toBeNull();
  second.close();
});

test.skipIf(process.platform === "win32")("the file, and what SQLite writes beside it, are their owner's alone", () => {
  using folder = temporaryFolder();
  const remembered = openRemembered(folder.file("deep/store.sqlite"));
  remembered.keep("deck", "k", answer, Date.now() + 1000);
  const modes = readdirSync(folder.file("deep")).map((name) => [
    name,
    statSync(folder.file(`deep/${name}`)).mode & 0o777,
  ]);
  remembered.close();
  expect(modes).toEqual(["", "-shm", "-wal"].map((end) => [`store.sqlite-api${end}`, 0o600]));
});

test("of each caller the newest answers are kept, however many somebody else has", () => {
  using folder = temporaryFolder();
  const remembered = openRemembered(folder.file("store.sqlite"), { now: () => 0, mostAnswers: 50 });
  remembered.keep("deck", "deck's", answer, 1);
  for (let n = 1; n <= 200; n++) remembered.keep("macro", `${n}`, answer, n);
  const kept = (key: string) => remembered.answer(key) !== null;
  expect([kept("deck's"), kept("200"), kept("151"), kept("150"), kept("1")]).toEqual([true, true, true, false, false]);
  remembered.close();
});

test("an answer that cannot be kept is told of, and no failure", () => {
  using folder = temporaryFolder();
  const problems: string[] = [];
  const remembered = openRemembered(folder.file("store.sqlite"), { onProblem: (problem) => problems.push(problem) });
  const other = new DatabaseSync(folder.file("store.sqlite-api"));
  other.exec("DROP TABLE kept_answers");
  other.close();
  remembered.keep("deck", "k", answer, Date.now() + 1000);
  expect(problems).toEqual([
    expect.stringMatching(/store\.sqlite-api cannot be written, so a write that is sent again/),
  ]);
  remembered.close();
});

test("where there is no place for the file, memory has to do, and that is said", () => {
  using folder = temporaryFolder();
  const store = folder.file("store.sqlite");
  mkdirSync(`${store}-api`);
  const problems: string[] = [];
  const remembered = openRemembered(store, { onProblem: (problem) => problems.push(problem) });
  expect(problems).toEqual([expect.stringContaining(`${store}-api cannot be used: `)]);
  remembered.keep("deck", "k", answer, Date.now() + 1000);
  expect(remembered.answer("k")).toEqual(answer);
  remembered.close();
});
