import { beforeEach, expect, test } from "vitest";
import { type Neovim, openNeovim } from "./neovim.ts";
import { documented, openStage, policies, type Stage } from "./stage.ts";

const heal = "policies/heal.macropolicy";
/** The one that Debian's version knows; its API is a part of that of all later ones. */
const configuration = documented("lua neovim-0.7");

let stage: Stage;
let neovim: Neovim;

beforeEach(async () => {
  stage = openStage(policies);
  neovim = await openNeovim(stage, configuration, heal);
  await expect.poll(attached).toBe(1);
});

const attached = () =>
  neovim.lua<number>("#vim.tbl_filter(function(c) return c.initialized end, vim.lsp.get_active_clients())");
const codes = () => neovim.lua<string[]>("vim.tbl_map(function(d) return d.code end, vim.diagnostic.get(0))");
const buffer = () => neovim.lua<string[]>("vim.api.nvim_buf_get_lines(0, 0, -1, false)");

test("attaches with the folder of the configuration as its root", async () => {
  expect(await neovim.lua("vim.lsp.get_active_clients()[1].config.root_dir")).toBe(stage.folder);
  expect(await neovim.lua("vim.bo.filetype")).toBe("macropolicy");
});

test("shows what is wrong, and no longer when it is mended", async () => {
  await expect.poll(codes).toContain("missing-unit");
  await neovim.keys("/80<CR>ea%<Esc>");
  await expect.poll(codes).not.toContain("missing-unit");
  expect(await neovim.messages()).not.toMatch(/error/i);
});

test("completes what was begun", async () => {
  // Beside a duration: it offers what can be compared with one.
  await neovim.keys("/duration<CR>cwmacro.h<C-x><C-o>");
  await expect.poll(async () => (await buffer()).join("\n")).toContain("when macro.heartbeat_age > 30m");
});

test("goes to where a name is declared in another file", async () => {
  await neovim.keys("/relaxed<CR>");
  await neovim.keys(":lua vim.lsp.buf.definition()<CR>");
  await expect.poll(() => neovim.lua<string>("vim.fn.expand('%:t')")).toBe("levels.macropolicy");
  await expect.poll(() => neovim.lua<string>("vim.fn.getline('.')")).toContain("template relaxed");
});

test("renames in every file of the set", async () => {
  await neovim.keys("/hold<CR>");
  await neovim.keys(":lua vim.lsp.buf.rename('patience')<CR>");
  await expect.poll(async () => (await buffer()).join("\n")).toContain("set patience = 3s");
  await neovim.keys(":wall<CR>");
  await expect.poll(() => stage.read("policies/levels.macropolicy")).toContain("param patience = 5s");
  expect(stage.read("policies/levels.macropolicy")).toContain("90% for patience");
  expect(stage.read(heal)).toContain("30m for patience");
});

test("formats the buffer", async () => {
  await neovim.keys(":lua vim.lsp.buf.formatting_sync(nil, 10000)<CR>");
  await expect.poll(buffer).toContain("  rule busy: warn   when cpu.usage > 80");
  expect(await buffer()).toContain("  rule long: cancel when duration > 30m for hold");
});

test("applies the fix of a mistake", async () => {
  await expect.poll(codes).toContain("missing-unit");
  // It asks which one only when there are several.
  await neovim.lua("(function() vim.ui.select = function(items, _, chosen) chosen(items[1]) end return 1 end)()");
  await neovim.keys("/80<CR>:lua vim.lsp.buf.code_action()<CR>");
  await expect.poll(async () => (await buffer()).join("\n")).toContain("cpu.usage > 80%");
});
