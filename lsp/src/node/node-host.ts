/** The world of a server that runs as a process: its disk. */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Program } from "@macro-engine/dsl";
import { codePageUrl } from "../../../engine/src/code-page-url.ts";
import { codePages } from "../../../engine/src/entry.ts";
import type { Trace } from "../../../engine/src/runtime/simulate.ts";
import type { Host } from "../host.ts";
import { today } from "../today.ts";
import { disk } from "./disk.ts";
import { giveBack } from "./give-back.ts";
import { createMachine } from "./machine.ts";

export function nodeHost(): Host {
  return { files: disk, today, codePage, codePageUri, sha256, rest: giveBack, machine: createMachine(), openTrace };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A package that leaves the pages out has none. */
async function codePage(code: string): Promise<string | null> {
  const url = codePageUrl(code);
  return url === null ? null : await readFile(url, "utf8").catch(() => null);
}

function codePageUri(code: string): string | null {
  havePages ??= existsSync(codePages.lint);
  return havePages ? (codePageUrl(code)?.href ?? null) : null;
}

let havePages: boolean | null = null;

async function openTrace(uri: string, program: Program): Promise<Trace> {
  const { dimensionsOf, openTrace } = await import("../../../engine/src/traces/read-trace.ts");
  return openTrace(fileURLToPath(uri), dimensionsOf(program));
}
