/** Wall time in the zones that schedules name. */

import type { Program } from "../program/program.ts";
import { offsetClock } from "../program/zone-offset.ts";

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** "fri 20:00 Europe/Warsaw": in the zone of the schedules where they have one, else in UTC. */
export function wallTimeText(wallMs: number, { schedules }: Pick<Program, "schedules">): string {
  const zones = new Set(schedules.map(({ zone }) => zone ?? "UTC"));
  const [zone] = zones.size === 1 ? zones : ["UTC"];
  const local = new Date(wallMs + (zone === "UTC" ? 0 : offsetClock(zone!)(wallMs)));
  return `${weekdays[local.getUTCDay()]} ${local.toISOString().slice(11, 16)} ${zone}`;
}
