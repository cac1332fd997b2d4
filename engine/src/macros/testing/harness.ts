/** What the tests of this room share: real macros, waiting for something, and an end for everything that was started. */

import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ActionKind, ActionRequest } from "../../actions/action.ts";
import { processTable } from "../processes/platforms.ts";
import type { LiveProcess } from "../registry.ts";
import { type ChildRequest, type Supervised, supervise } from "../supervise.ts";
import { createTree } from "../tree.ts";
import type { MacroOrigin, ProcessRun } from "../types.ts";

export const table = processTable();

export interface Started extends LiveProcess {
  readonly child: Supervised;
  readonly pid: number;
}

const begun: Started[] = [];
const folders: string[] = [];

/** Path of a script of this folder. */
export function script(name: string): string {
  return path.join(import.meta.dirname, name);
}

export const idle = ["sleep", "300"];
export const burner = ["sh", "-c", "while :; do :; done"];

/** Starts a supervised macro under profile `test`. */
export async function start(command: readonly string[], options: Partial<ChildRequest> = {}): Promise<Started> {
  const child = await supervise(table, { id: randomUUID(), command, stdio: "ignore", ...options });
  const tree = createTree(table, { root: child.root, mark: child.id, leadsSession: true });
  const started = { child, tree, run: runOf(child), pid: child.root.pid };
  begun.push(started);
  return started;
}

export function runOf(child: Supervised, origin: MacroOrigin = "child", profile: string | null = "test"): ProcessRun {
  const { id, root, command } = child;
  return { id, macro: "test", profile, level: "risky", origin, root, command, startedAt: 0, startedWall: 0 };
}

export function request(action: ActionKind, rule = "rule", graceMs = 5000): ActionRequest {
  return { action, by: { kind: "rule", rule }, graceMs };
}

/** Ends all that this file's tests started, by pid, until nothing is left of it. For `afterEach`. */
export async function endAll(): Promise<void> {
  for (const started of begun.splice(0)) {
    await until("the test's processes to be gone", () => {
      const left = started.tree.survey().filter((member) => member.state !== "zombie");
      for (const member of left) kill(member.pid, "SIGSTOP");
      for (const member of left) kill(member.pid, "SIGKILL");
      return left.length === 0;
    });
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It was gone already.
  }
}

/** A folder that `endAll` removes. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "macro-engine-"));
  folders.push(folder);
  return folder;
}

/** Waits, generously, until something holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = 45_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await sleep(10);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Members that are more than zombies, by a thorough look. */
export function living(started: LiveProcess) {
  return started.tree.survey().filter((member) => member.state !== "zombie");
}

export function isRunning(pid: number): boolean {
  const stat = table.stat(pid);
  return stat !== null && stat.state !== "zombie";
}
