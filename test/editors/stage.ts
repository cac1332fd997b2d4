/** What the tests of editors share: a policy folder, `macro-engine` on the path, the configuration that the docs show. */

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { readPage } from "../docs/page.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Stage {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  path(name: string): string;
  read(name: string): string;
}

/** Gone when the test has finished. */
export function openStage(files: Readonly<Record<string, string>>): Stage {
  const home = mkdtempSync(join(tmpdir(), "macro-editors-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const folder = join(home, "guard");
  const path = (name: string) => join(folder, name);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  }
  const bin = join(home, "bin");
  mkdirSync(bin);
  const command = `#!/bin/sh\nexec "${process.execPath}" "${join(root, "engine/bin/macro-engine.js")}" "$@"\n`;
  writeFileSync(join(bin, "macro-engine"), command);
  chmodSync(join(bin, "macro-engine"), 0o755);
  const env = {
    PATH: [bin, process.env.PATH].join(delimiter),
    HOME: home,
    LANG: "C.UTF-8",
    TERM: "dumb",
    XDG_RUNTIME_DIR: home,
  };
  return { folder, env, path, read: (name) => readFileSync(path(name), "utf8") };
}

/** The block of `docs/editors.md` of this kind: the very text that users copy. */
export function documented(kind: string): string {
  const block = readPage(root, "docs/editors.md").blocks.find((candidate) => candidate.kind === kind);
  if (block === undefined) throw new Error(`docs/editors.md has no block ${kind}`);
  return block.text;
}

/** A set with one of each: a rule without its unit, a template in a file of its own, uneven blanks. */
export const policies = {
  "macro-engine.yaml": "policies: policies\n",
  "policies/levels.macropolicy": `template relaxed {
  param hold = 5s
  rule cpu_hot: cancel when cpu.usage > 90% for hold
}
`,
  "policies/heal.macropolicy": `profile heal extends relaxed {
  set hold = 3s
  rule   busy: warn when cpu.usage > 80
  rule long: cancel when duration > 30m for hold
}
`,
};
