/** Warn: tells, and touches nothing; the telling is the engine's (events, store, channels). */

import type { Action } from "./action.ts";

export const warn: Action = {
  kind: "warn",
  describe: () => "would warn",
  perform: async () => ({ action: "warn", ok: true, how: "reported", tookMs: 0, processes: 0, left: [] }),
};
