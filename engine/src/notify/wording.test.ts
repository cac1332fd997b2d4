/** What is told of single decisions, as it is read on a phone. */

import { expect, test } from "vitest";
import { notification } from "./testing/example.ts";
import { textOf, titleOf } from "./wording.ts";

test.each([
  [{ action: "warn" }, "heal: warning by low_fps", "low_fps: frames at 12fps, limit 15fps"],
  [
    { action: "throttle" },
    "heal throttled",
    "low_fps: frames at 12fps, limit 15fps. It runs slower until this has passed.",
  ],
  [{ action: "pause" }, "heal paused", "low_fps: frames at 12fps, limit 15fps. It goes on when this has passed."],
  [{ action: "cancel" }, "heal cancelled", "low_fps: frames at 12fps, limit 15fps"],
  [{ action: "cancel all" }, "every macro cancelled, by low_fps of heal", "low_fps: frames at 12fps, limit 15fps"],
  [
    { action: "cancel", dryRun: true },
    "dry run: heal would be cancelled",
    "low_fps: frames at 12fps, limit 15fps. Nothing is done in a dry run.",
  ],
  [
    { kind: "recovered", readings: { fps: "40fps", latency: "80ms" } },
    "heal goes on: low_fps has cleared",
    "fps is 40fps and latency is 80ms now; it was fps < 15fps for 3s",
  ],
  [
    { kind: "failed", action: "pause", how: "refused: it belongs to root" },
    "heal could not be paused",
    "refused: it belongs to root (low_fps: frames at 12fps, limit 15fps). It runs as before.",
  ],
] as const)("%j", (changes, title, text) => {
  expect([titleOf(notification(changes)), textOf(notification(changes))]).toEqual([title, text]);
});
