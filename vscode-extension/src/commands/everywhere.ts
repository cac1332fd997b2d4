/** Commands that work in a page too. */

import type { Command } from "./command.ts";
import { newPolicy } from "./new-policy.ts";
import { restartServer, showOutput, showReferences } from "./server.ts";

export const everywhere: readonly Command[] = [newPolicy, restartServer, showOutput, showReferences];
