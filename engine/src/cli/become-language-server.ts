/** Turns this process into the language server. */

import { enableCompileCache } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { languageServer } from "../entry.ts";
import { become } from "./become.ts";

/** What an edit makes is garbage at the next one: in a large young generation it would pile up, and grow old there. */
const nodeOptions = ["--max-semi-space-size=4"];
const environment = {
  // Where the C library is GNU's: otherwise each of Node's threads keeps memory of its own, some 10 MB that nothing is in.
  MALLOC_ARENA_MAX: "1",
  // Where Node itself would put it: to compile what was compiled before is a fifth of the start.
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), "node-compile-cache"),
};

/** `args` are the server's own: how the editor wants to talk. */
export async function becomeLanguageServer(args: readonly string[]): Promise<void> {
  become(languageServer, args, nodeOptions, {}, environment);
  enableCompileCache();
  await import(languageServer.href);
}
