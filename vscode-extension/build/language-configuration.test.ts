/** What the editor does by itself while one types: words, indentation, comments. */

import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { claimKeywords, declarationKeywords, memberKeywords, stepKeywords } from "../../dsl/src/syntax/tokens.ts";
import configuration from "../language-configuration.json" with { type: "json" };

const statements = [...declarationKeywords, ...memberKeywords, ...stepKeywords, ...claimKeywords];
const root = fileURLToPath(new URL("../..", import.meta.url));
const { indentationRules, onEnterRules, wordPattern, folding } = configuration;
const increases = new RegExp(indentationRules.increaseIndentPattern);
const decreases = new RegExp(indentationRules.decreaseIndentPattern);
const comment = new RegExp(indentationRules.unIndentedLinePattern);
/** A declaration, a member, a step, or the end of a body. */
const begins = new RegExp(`^\\s*(?:\\}|(?:${statements.map(({ name }) => name).join("|")})\\b)`);
const nextLine = new RegExp(indentationRules.indentNextLinePattern);

test.each(globSync("policies/*.macropolicy", { cwd: root }))("%s is indented as its braces would have it", (path) => {
  let depth = 0;
  for (const line of readFileSync(`${root}/${path}`, "utf8").split("\n")) {
    if (line.trim() === "" || comment.test(line)) continue;
    if (decreases.test(line)) depth -= 1;
    // What goes on below is indented by the formatter.
    if (begins.test(line)) expect(line.length - line.trimStart().length, line).toBe(2 * depth);
    if (increases.test(line)) depth += 1;
  }
  expect(depth).toBe(0);
});

test("a brace in a string or comment opens nothing", () => {
  expect("profile a { # begins").toMatch(increases);
  expect('test "a } b" {').toMatch(increases);
  expect('  rule a: warn when fps < 5 message "{"').not.toMatch(increases);
  expect('  message "{fps').not.toMatch(increases);
  expect("  # profile a {").not.toMatch(increases);
  expect("profile a { level safe }").not.toMatch(increases);
});

test("a condition that goes on below is indented", () => {
  expect("  rule hot: cancel when").toMatch(nextLine);
  expect("  override rule hot: cancel when cpu.usage > 5% and").toMatch(nextLine);
  expect("  rule hot: cancel when cpu.usage > 5%").not.toMatch(nextLine);
});

test("documentation goes on in the next line, and ends with an empty one", () => {
  const [continued] = onEnterRules;
  expect("  ## What it is for.").toMatch(new RegExp(continued!.beforeText));
  expect("  ## ").not.toMatch(new RegExp(continued!.beforeText));
  expect("  # A comment.").not.toMatch(new RegExp(continued!.beforeText));
  expect(continued!.action).toEqual({ indent: "none", appendText: "## " });
});

test("a dotted name and a quantity are one word each", () => {
  const words = "rule x: warn when p95(frame_time.p99, 1m30s) > 1.5GiB or cpu.usage>80%".match(
    new RegExp(wordPattern, "g"),
  );
  expect(words).toEqual([
    "rule",
    "x",
    "warn",
    "when",
    "p95",
    "frame_time.p99",
    "1m30s",
    "1.5GiB",
    "or",
    "cpu.usage",
    "80%",
  ]);
});

test("so is a time of day", () => {
  expect("fri 20:00-00:30".match(new RegExp(wordPattern, "g"))).toEqual(["fri", "20:00", "00:30"]);
});

test("regions fold", () => {
  expect("  # region limits").toMatch(new RegExp(folding.markers.start));
  expect("  # endregion").toMatch(new RegExp(folding.markers.end));
  expect("  # regional").not.toMatch(new RegExp(folding.markers.start));
});
