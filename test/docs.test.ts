/**
 * The documentation says what the program does: every example is run, every table is held against the program's own
 * registries, every link leads somewhere. `UPDATE=1` writes the generated tables anew; read the difference.
 */

import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { diagnosticCodes, functions } from "@macro-engine/dsl";
import { afterAll, describe, expect, test } from "vitest";
import { runBlock, type Session } from "./docs/console.ts";
import { checks, lineProblems, tableCells } from "./docs/examples.ts";
import { generated, regenerate } from "./docs/generated.ts";
import { helpOfAll } from "./docs/help-of.ts";
import { anchorOf, codeIn, type Page, readPage } from "./docs/page.ts";
import { realOutput } from "./docs/real-output.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const update = process.env.UPDATE === "1";

const inDocs = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
const decisions = readdirSync(join(root, "docs/decisions")).map((name) => `docs/decisions/${name}`);
/** Pages whose examples are tried here; those of the policies' own page are tried beside them. */
const pages = ["README.md", ...inDocs.map((name) => `docs/${name}`)].map((path) => readPage(root, path));
/** Of lint rules, errors and problems of the configuration; their examples are tried in tests of their own. */
const codePages = globSync("{dsl/src/lint/rules,dsl/src/diagnostics/pages,engine/src/config/pages}/*.md", {
  cwd: root,
});
const others = ["CONTRIBUTING.md", "CHANGELOG.md", "policies/README.md", ...decisions, ...codePages];
const linked = [...pages, ...others.map((path) => readPage(root, path))];

function page(path: string): Page {
  return pages.find((candidate) => candidate.path === path)!;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with the files that the page shows, and a home of its own. */
function sessionFor({ blocks }: Page): Session {
  const home = mkdtempSync(join(tmpdir(), "macro-engine-docs-"));
  folders.push(home);
  const cwd = join(home, "guard");
  mkdirSync(cwd);
  // Scripts that pages show import packages from here.
  symlinkSync(join(root, "node_modules"), join(home, "node_modules"));
  for (const { options, text } of blocks) {
    if (options.file === undefined) continue;
    mkdirSync(dirname(join(cwd, options.file)), { recursive: true });
    writeFileSync(join(cwd, options.file), text);
  }
  const { NO_COLOR: _, FORCE_COLOR: __, XDG_RUNTIME_DIR: ___, ...env } = process.env;
  const path = [join(root, "node_modules/.bin"), env.PATH].join(delimiter);
  return { cwd, env: { ...env, HOME: home, XDG_STATE_HOME: join(home, "state"), TZ: "UTC", PATH: path } };
}

describe.each(pages)("$path", (shown) => {
  const { path, blocks } = shown;

  test.each(blocks.map((block, index) => ({ ...block, index })))("$line: $kind", async (block) => {
    const check = checks[block.kind];
    expect(check, `${path}:${block.line}: nothing tests a block of kind "${block.kind}"`).toBeDefined();
    const surroundings = { root, page: shown, jsonPage: page("docs/json-output.md"), next: blocks[block.index + 1] };
    expect(await check!(block, surroundings), `${path}:${block.line}`).toBe("");
  });

  test("its generated tables are up to date", () => {
    const fresh = regenerate(shown.text);
    if (update && fresh !== shown.text) writeFileSync(join(root, path), fresh);
    expect(fresh).toBe(shown.text);
  });
});

const sessions = pages.flatMap((shown) => {
  const blocks = shown.blocks.filter(({ kind }) => kind === "console");
  return blocks.length === 0 ? [] : [{ shown, path: shown.path, blocks }];
});

// Several pages at a time: each has a folder and a home of its own, and an engine mostly waits. They share the time, too.
describe.concurrent("sessions", { timeout: 300_000 }, () => {
  // Those of a page in one, with what the blocks before have left: pages are read from top to bottom.
  test.each(sessions)("$path: print what they show", async ({ shown, path, blocks }) => {
    const session = sessionFor(shown);
    for (const block of blocks) {
      expect((await runBlock(block, session)).join("\n\n"), `${path}:${block.line}`).toBe("");
    }
  });

  test("docs/json-output.md tells of every field that the program prints, and of no other", async () => {
    const json = page("docs/json-output.md");
    const output = await realOutput(sessionFor({ ...json, blocks: [] }));
    const events = output["watch --json"]!.map((line) => (line as { event: string }).event);
    const told = json.tables.flatMap(({ rows }) => rows.filter(([field]) => field === "`event`").map(([, is]) => is!));
    // `replay` has no events of its own.
    expect([...new Set(events)].sort()).toEqual(
      [...new Set(told.flatMap((is) => codeIn(is).map((word) => JSON.parse(word))))].sort(),
    );
    for (const [command, lines] of Object.entries(output)) {
      expect(lines.length, command).toBeGreaterThan(0);
      expect([...new Set(lines.flatMap((line) => lineProblems(line, command, json)))], command).toEqual([]);
    }
  });
});

test.each(linked)("the links of $path lead somewhere", ({ path, links, headings }) => {
  const broken = links.filter(({ target }) => {
    if (/^https?:/.test(target)) return false;
    const [file = "", anchor] = target.split("#");
    const aim = file === "" ? path : join(dirname(path), file);
    if (!existsSync(join(root, aim))) return true;
    if (anchor === undefined) return false;
    const known = file === "" ? headings : readPage(root, aim).headings;
    return !known.map(anchorOf).includes(anchor);
  });
  expect(broken.map(({ target, line }) => `${path}:${line}: ${target}`)).toEqual([]);
});

test("every page is linked from the README, directly or over another page", () => {
  const reached = new Set<string>();
  const visit = (path: string) => {
    if (reached.has(path)) return;
    reached.add(path);
    const found = linked.find((candidate) => candidate.path === path);
    for (const { target } of found?.links ?? []) visit(join(dirname(path), target.split("#")[0] ?? ""));
  };
  visit("README.md");
  expect(linked.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
});

test("every generated table is used", () => {
  const all = pages.map(({ text }) => text).join("");
  expect(Object.keys(generated).filter((name) => !all.includes(`<!-- generated: ${name} -->`))).toEqual([]);
});

describe("docs/language.md", () => {
  test("lists every error code, and no other", () => {
    const listed = tableCells(page("docs/language.md"), "code", () => true);
    expect([...new Set(listed)].sort()).toEqual([...diagnosticCodes].sort());
  });

  test("lists every function, and no other", () => {
    const listed = tableCells(page("docs/language.md"), "function", () => true).map((call) => call.split("(")[0]);
    expect([...new Set(listed)].sort()).toEqual(functions.map(({ name }) => name).sort());
  });
});

describe("docs/cli.md", () => {
  test("has a section for every command, with every option", async () => {
    const { headings } = page("docs/cli.md");
    const help = [...(await helpOfAll())].filter(([name]) => name !== "");
    const commands = help.map(([name]) => name).filter((name) => !name.includes(" "));
    expect(commands.length).toBeGreaterThan(9);
    for (const command of commands) {
      const isOf = (heading: string) => codeIn(heading).some((code) => code.split(" ")[0] === command);
      expect(headings.some(isOf), `a heading with \`${command}\``).toBe(true);
      const documented = tableCells(page("docs/cli.md"), "option", isOf).map((option) => option.split(" ")[0]!);
      // A command's commands may have options in common.
      const own = help.filter(([name]) => name === command || name.startsWith(`${command} `)).map(([, text]) => text);
      const offered = own.flatMap((text) => [...text.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, name]) => name!));
      const wanted = new Set(offered.filter((name) => name !== "--help"));
      expect([...new Set(documented)].sort(), command).toEqual([...wanted].sort());
    }
  });
});
