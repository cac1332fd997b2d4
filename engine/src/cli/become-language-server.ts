/** Turns this process into the language server. */

import { languageServer } from "../entry.ts";
import { become } from "./become.ts";

/** What an edit makes is garbage at the next one: in a large young generation it would pile up, and grow old there. */
const nodeOptions = ["--max-semi-space-size=4"];

/** `args` are the server's own: how the editor wants to talk. */
export async function becomeLanguageServer(args: readonly string[]): Promise<void> {
  become(languageServer, args, nodeOptions);
  await import(languageServer.href);
}
