#!/usr/bin/env node
// Starts the language server by the name that editors' settings have for such programs: `macro-engine lsp`.
import { fileURLToPath } from "node:url";

// A Node that has to be found first is started with these arguments.
process.argv.splice(1, 1, fileURLToPath(new URL("macro-engine.js", import.meta.url)), "lsp");
await import("./macro-engine.js");
