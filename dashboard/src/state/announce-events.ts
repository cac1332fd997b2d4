/** Tells the page's user of what the engine did by itself: cancellations above all, and what keeps it from guarding. */

import type { EngineEvent } from "../../../engine/src/api/contract.ts";
import { isCancel } from "../parts/pills.tsx";
import { onEngineEvent } from "./engine.ts";
import { tell } from "./messages.ts";
import { href } from "./route.ts";

export function announceEvents(): void {
  onEngineEvent((event) => {
    if (event.event === "fire") announceFiring(event);
    else if (event.event === "notice" && event.level !== "info")
      tell(event.message, event.level === "error" ? "bad" : "warn");
    else if (event.event === "reload" && event.ok) tell("The policies were read again and are in force", "ok");
    else if (event.event === "engine-stop") tell(`The engine stops: ${event.reason}`, "warn");
  });
}

type Firing = Extract<EngineEvent, { event: "fire" | "clear" }>;

function announceFiring({ id, macro, rule, action, message, threshold, dryRun, mute }: Firing): void {
  const why = message || threshold;
  const link = { href: href("cancellations", [id]), text: "Why" };
  if (mute !== undefined) return;
  if (dryRun) tell(`${macro}: ${rule} would ${action} it – ${why}`, "info", link);
  else if (isCancel(action)) tell(`${macro} is cancelled by ${rule} – ${why}`, "bad", link);
  else tell(`${macro}: ${rule} – ${why}`, "warn");
}
