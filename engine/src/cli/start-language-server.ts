/** What the command line starts instead of itself when an editor asks for the server: it need not be loaded for that. */

import { becomeLanguageServer } from "./become-language-server.ts";

await becomeLanguageServer(process.argv.slice(3));
