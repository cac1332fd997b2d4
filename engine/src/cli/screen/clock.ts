/** Times as the screen and the plain lines print them. */

import { type ZoneClock, zoneClock } from "../../runtime/zone-clock.ts";

const clocks = new Map<string | null, ZoneClock>();

/** `12:00:05` in the zone, by default the process's. */
export function clockTime(wall: number, zone: string | null = null): string {
  const clock = clocks.get(zone) ?? zoneClock(zone);
  clocks.set(zone, clock);
  return new Date(clock(wall)).toISOString().slice(11, 19);
}

/** A stopwatch: `0:07`, `12:30`, `1:02:03`. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (count: number) => String(count).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** A length of time in words for reading along: `0.1s`, `2.1s`, `14s`, `2m 5s`, `1h 3m`. */
export function shortSpan(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes}m` : `${minutes}m ${whole % 60}s`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}
