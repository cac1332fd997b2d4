/** Notifications and letters for tests, which differ where a test says so. */

import type { Letter } from "../channel.ts";
import type { Course } from "../course.ts";
import { digestOf } from "../digest.ts";
import type { Notification } from "../notification.ts";

export function notification(changes: Partial<Notification> = {}): Notification {
  return {
    id: "0198-fired",
    kind: "fired",
    time: "2026-01-05T12:00:20.000Z",
    session: "5e551011-aaaa",
    sessionName: "raid",
    run: "run-1",
    macro: "heal",
    macroTitle: null,
    profile: "healing",
    level: "risky",
    rule: "low_fps",
    action: "pause",
    message: "frames at 12fps, limit 15fps",
    threshold: "fps < 15fps for 3s",
    values: { fps: 12, "cpu.usage": null },
    readings: { fps: "12fps", "cpu.usage": "missing" },
    file: "heal.macropolicy",
    line: 12,
    how: null,
    dryRun: false,
    ...changes,
  };
}

export const course: Course = {
  metric: "fps",
  values: [60, 58, null, 12],
  stepMs: 5000,
  picture: "█▇ ▁",
  range: "12fps to 60fps",
};

export function letter(changes: Partial<Notification> = {}, withCourse: Course | null = course): Letter {
  return { kind: "single", notification: notification(changes), course: withCourse };
}

export function digest(notifications: readonly Notification[]): Letter {
  return { kind: "digest", notifications, digest: digestOf(notifications) };
}
