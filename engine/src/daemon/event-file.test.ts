import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EngineEvent } from "../events.ts";
import { createEventFile } from "./event-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "event-file-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const time = "2026-01-05T12:00:00.000Z";
const notice = (level: "info" | "warning" | "error", message: string): EngineEvent => ({
  event: "notice",
  time,
  level,
  message,
});

test("events of the level and above are added, one JSON line each", () => {
  const path = join(folder, "logs", "engine.log");
  const log = createEventFile({ level: "warning", path }, () => {})!;
  log(notice("info", "not this"));
  log(notice("warning", "this"));
  log(notice("error", "and this"));
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).message)).toEqual(["this", "and this"]);
});

test("a file that grows too large is kept beside a new one", () => {
  const path = join(folder, "engine.log");
  writeFileSync(path, "x".repeat(10 * 1024 * 1024 + 1));
  createEventFile({ level: "info", path }, () => {})!(notice("info", "first of the new file"));
  expect(readFileSync(path, "utf8")).toContain("first of the new file");
  expect(readFileSync(`${path}.1`, "utf8").length).toBe(10 * 1024 * 1024 + 1);
});

test("a file that cannot be written is told once", () => {
  const told: string[] = [];
  const log = createEventFile({ level: "info", path: join(folder, "") }, (message) => told.push(message))!;
  log(notice("info", "lost"));
  log(notice("info", "lost as well"));
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^events cannot be added to /);
});

test("without a path there is no log", () => {
  expect(createEventFile({ level: "info", path: null }, () => {})).toBeNull();
});
