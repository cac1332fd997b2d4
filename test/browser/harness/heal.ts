/** A macro that is cancelled by what the game reports, for the tests of views that tell of it. */

import { expect } from "vitest";
import type { Stage } from "../../end-to-end/testing/stage.ts";
import type { Dashboard } from "./test.ts";

const healPolicy = `## Tops up the group's health.
profile heal extends careful {
  level safe
  match process "*STAGE/heal.sh"
  grace 1s

  rule too_slow: cancel when fps < fps_min for 500ms
    message "only {fps}, at least {fps_min}"
  rule frozen: warn when fps < 11fps
}
`;

const carefulPolicy = `template careful {
  param fps_min = 30fps

  rule hot: warn when cpu.usage > 100%
  rule busy: pause when memory.usage > 99% and cpu.usage > 99%
}
`;

export const healFiles = { "heal.macropolicy": healPolicy, "careful.macropolicy": carefulPolicy };
export const healArgs = ["heal.macropolicy", "careful.macropolicy"];

export function startHeal(stage: Stage): void {
  stage.macro("heal");
}

/** Lets it be cancelled, and resolves once that is on record. */
export async function cancelHeal({ stage }: Pick<Dashboard, "stage">): Promise<void> {
  const cancelled = () => stage.recorded((store) => store.decisions({ action: "cancel" }).items);
  // A while of good values first, so that there is a course.
  await expect.poll(() => stage.recorded((store) => store.runs({ running: true }).items.length)).toBe(1);
  stage.report({ fps: 12 });
  await expect.poll(() => cancelled()[0]?.outcomes.length ?? 0).toBeGreaterThan(0);
  stage.report({ fps: 60 });
}
