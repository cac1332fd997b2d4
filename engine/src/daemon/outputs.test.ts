import {
  closeSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { expect, it } from "vitest";
import { outputFile, outputFolder } from "../config/folders.ts";
import { temporaryFolder } from "../store/testing/example.ts";
import { createOutputs, mostOutputBytes } from "./outputs.ts";

it("what a macro prints is bounded, and its end is kept while it goes on printing", () => {
  using folder = temporaryFolder();
  const outputs = createOutputs(folder.file("store.sqlite"));
  const { descriptor, path } = outputs.open("r1");
  const line = (count: number) => `line ${count}\n`;
  let count = 0;
  for (let look = 0; look < 5; look += 1) {
    for (let at = 0; at < 20_000; at += 1) writeSync(descriptor, line(count++));
    outputs.trim(() => true);
    expect(statSync(path).size).toBeLessThanOrEqual(mostOutputBytes);
  }
  writeSync(descriptor, "the end\n");
  closeSync(descriptor);
  const kept = readFileSync(`${path}.old`, "utf8") + readFileSync(path, "utf8");
  expect(kept.length).toBeLessThanOrEqual(2 * mostOutputBytes);
  expect(kept.endsWith(`${line(count - 1)}the end\n`)).toBe(true);
  expect(statSync(path).mode & 0o077).toBe(0);
});

it("the outputs of the newest runs are kept", () => {
  using folder = temporaryFolder();
  const store = folder.file("store.sqlite");
  const outputs = createOutputs(store);
  for (let at = 0; at < 50; at += 1) {
    const { descriptor, path } = outputs.open(`r${at}`);
    closeSync(descriptor);
    writeFileSync(`${path}.old`, "");
    utimesSync(path, at, at);
  }
  expect(readdirSync(outputFolder(store))).toHaveLength(2 * 40);
  expect([existsSync(outputFile(store, "r9")), existsSync(outputFile(store, "r49"))]).toEqual([false, true]);
});
