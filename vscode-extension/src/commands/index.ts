/** Every command that needs a machine under it: the disk, and the engine's command line. */

import type { Command } from "./command.ts";
import { diffHead } from "./diff-head.ts";
import { everywhere } from "./everywhere.ts";
import { explainCancellation } from "./explain-cancellation.ts";
import { importOverrides } from "./import-overrides.ts";
import { replayTrace } from "./replay-trace.ts";
import { runWithProfile } from "./run-with-profile.ts";
import { startWatching, stopWatching } from "./watching.ts";

export const nodeCommands: readonly Command[] = [
  ...everywhere,
  startWatching,
  stopWatching,
  runWithProfile,
  replayTrace,
  diffHead,
  explainCancellation,
  importOverrides,
];
