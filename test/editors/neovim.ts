/** A Neovim without a screen, driven as from a keyboard through its own socket. */

import { execFile, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished } from "vitest";
import type { Stage } from "./stage.ts";

const run = promisify(execFile);

export interface Neovim {
  /** The value of a Lua expression. */
  lua<T>(expression: string): Promise<T>;
  /** Keys as typed, `<CR>` and the like included. */
  keys(keys: string): Promise<void>;
  /** What it said, if anything went wrong. */
  messages(): Promise<string>;
}

/** Shows a file under this configuration; ended when the test has finished. */
export async function openNeovim(stage: Stage, init: string, file: string): Promise<Neovim> {
  const socket = join(stage.env.HOME!, "nvim.socket");
  const config = join(stage.env.HOME!, "init.lua");
  writeFileSync(config, init);
  const args = ["--headless", "-u", config, "-i", "NONE", "-n", "--listen", socket, file];
  const child = spawn("nvim", args, { cwd: stage.folder, env: stage.env, stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("close", resolve));
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  const remote = async (...words: string[]) => {
    const { stdout, stderr } = await run("nvim", ["--server", socket, ...words], { env: stage.env });
    // Where what it prints goes is not the same in all versions.
    return `${stdout}${stderr}`;
  };
  const neovim: Neovim = {
    async lua(expression) {
      const quoted = expression.replaceAll("'", "''");
      return JSON.parse(await remote("--remote-expr", `luaeval('vim.json.encode({ value = ${quoted} })')`)).value;
    },
    async keys(keys) {
      await remote("--remote-send", keys);
    },
    messages: () => remote("--remote-expr", "execute('messages')"),
  };
  await expect.poll(() => neovim.lua("1").catch(() => 0)).toBe(1);
  return neovim;
}
