/** The world of a server that runs as a process: its disk. */

import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Program } from "@macro-engine/dsl";
import { rulePages } from "../../../engine/src/entry.ts";
import type { Trace } from "../../../engine/src/runtime/simulate.ts";
import type { FileSystem, Host } from "../host.ts";
import { createMachine } from "./machine.ts";

export function nodeHost(): Host {
  return { files: disk, today, lintPage, machine: createMachine(), openTrace };
}

/** A package that leaves the pages out has none. */
async function lintPage(code: string): Promise<string | null> {
  return await readFile(new URL(`${code}.md`, rulePages), "utf8").catch(() => null);
}

const disk: FileSystem = {
  async read(uri) {
    try {
      return { text: new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(fileURLToPath(uri))) };
    } catch (error) {
      return { reason: error instanceof Error ? error.message : String(error) };
    }
  },
  async list(uri) {
    try {
      const entries = readdirSync(fileURLToPath(uri), { withFileTypes: true });
      return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
    } catch {
      return [];
    }
  },
};

async function openTrace(uri: string, program: Program): Promise<Trace> {
  const { dimensionsOf, openTrace } = await import("../../../engine/src/traces/read-trace.ts");
  return openTrace(fileURLToPath(uri), dimensionsOf(program));
}

/** In local time. */
function today(): string {
  const now = new Date();
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
