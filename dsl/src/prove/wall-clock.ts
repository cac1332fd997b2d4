/** Wall time in the zones that schedules name. */

import type { Program } from "../program/program.ts";

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** "fri 20:00 Europe/Warsaw": in the zone of the schedules where they have one, else in UTC. */
export function wallTimeText(wallMs: number, { schedules }: Pick<Program, "schedules">): string {
  const zones = new Set(schedules.map(({ zone }) => zone ?? "UTC"));
  const [zone] = zones.size === 1 ? zones : ["UTC"];
  const local = new Date(wallMs + (zone === "UTC" ? 0 : offsetClock(zone!)(wallMs)));
  return `${weekdays[local.getUTCDay()]} ${local.toISOString().slice(11, 16)} ${zone}`;
}

/** Local time − UTC, ms, at a wall time. */
export function offsetClock(zone: string): (wallMs: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (wallMs) => {
    const at: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(wallMs)) at[type] = Number(value);
    return (
      Date.UTC(at.year!, at.month! - 1, at.day!, at.hour!, at.minute!, at.second!) - Math.floor(wallMs / 1000) * 1000
    );
  };
}
