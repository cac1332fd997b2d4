/** The command line. */

import { becomeEngine } from "./become-engine.ts";
import { runProgram } from "./program.ts";

const args = process.argv.slice(2);
await runProgram(args, () => becomeEngine(args));
