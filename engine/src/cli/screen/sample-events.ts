/** Made-up events, for the tests of what is printed about them. */

import type { ActionDone, RuleDecided } from "../../events.ts";

export const fired: RuleDecided = {
  event: "fire",
  time: "2026-01-05T12:00:05.000Z",
  id: "d1",
  session: "s1",
  run: "r1",
  macro: "burner",
  profile: "default",
  level: "risky",
  rule: "cpu_hot",
  action: "cancel",
  message: "macro.cpu > limit for 5s (macro.cpu 99.8%)",
  threshold: "macro.cpu > 80% for 5s",
  since: "2026-01-05T12:00:00.000Z",
  values: { "macro.cpu": 99.8 },
  file: "x.macropolicy",
  line: 3,
  dryRun: false,
};

export const ended: ActionDone = {
  event: "outcome",
  time: "2026-01-05T12:00:05.100Z",
  id: "d1",
  run: "r1",
  macro: "burner",
  action: "cancel",
  ok: true,
  how: "ended after SIGTERM",
  tookMs: 100,
  processes: 1,
  dryRun: false,
};
