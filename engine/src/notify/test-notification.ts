/** What a test of a channel says. */

import { randomUUID } from "node:crypto";
import type { Notification } from "./notification.ts";

export function testNotification(now: Date): Notification {
  const id = randomUUID();
  return {
    id,
    kind: "test",
    time: now.toISOString(),
    session: id,
    sessionName: "test",
    run: id,
    macro: "test",
    macroTitle: null,
    profile: "test",
    level: "safe",
    rule: "test",
    action: "warn",
    message: "This channel works: here you will read what happens to your macros.",
    threshold: "",
    values: {},
    readings: {},
    file: "",
    line: 0,
    how: null,
    dryRun: false,
  };
}
