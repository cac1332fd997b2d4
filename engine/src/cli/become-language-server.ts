/** Turns this process into the language server. */

import { languageServer } from "../entry.ts";
import { become } from "./become.ts";

/** What an edit makes is garbage at the next one: in a large young generation it would pile up, and grow old there. */
const nodeOptions = ["--max-semi-space-size=4"];
/** Where the C library is GNU's: otherwise each of Node's threads keeps memory of its own, some 10 MB that nothing is in. */
const environment = { MALLOC_ARENA_MAX: "1" };

/** `args` are the server's own: how the editor wants to talk. */
export async function becomeLanguageServer(args: readonly string[]): Promise<void> {
  become(languageServer, args, nodeOptions, {}, environment);
  await import(languageServer.href);
}
