/** Quantities and times as people read them. */

const units = {
  percent: (value: number) => `${short(value)}%`,
  framerate: (value: number) => `${short(value)}fps`,
  temperature: (value: number) => `${short(value)}°C`,
  rate: (value: number) => `${short(value)}/s`,
  bytes: bytesText,
  bytes_per_second: (value: number) => `${bytesText(value)}/s`,
  duration: durationText,
  bool: (value: number) => (value === 0 ? "no" : "yes"),
} as const;

/** A value in base units by its dimension, `43%`; of those without a unit the number alone. */
export function quantityText(value: number, dimension: string | null | undefined): string {
  return (units[dimension as keyof typeof units] ?? short)(value);
}

/** Three digits that matter, without a tail of zeros. */
function short(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

const byteSteps = [
  [2 ** 40, "TiB"],
  [2 ** 30, "GiB"],
  [2 ** 20, "MiB"],
  [2 ** 10, "KiB"],
] as const;

function bytesText(value: number): string {
  const [size, unit] = byteSteps.find(([least]) => Math.abs(value) >= least) ?? [1, "B"];
  return `${short(value / size)}${unit}`;
}

/** `850ms`, `4.2s`, `12m 05s`, `3h 20m`, `2d 4h`. */
export function durationText(ms: number): string {
  if (ms < 0) return `-${durationText(-ms)}`;
  if (ms < 1000) return `${short(ms)}ms`;
  if (ms < 60_000) return `${short(Math.floor(ms / 100) / 10)}s`;
  const { days, hours, minutes, seconds } = countedFrom(ms);
  if (days > 0) return hours === 0 ? `${days}d` : `${days}d ${hours}h`;
  if (hours > 0) return minutes === 0 ? `${hours}h` : `${hours}h ${two(minutes)}m`;
  return seconds === 0 ? `${minutes}m` : `${minutes}m ${two(seconds)}s`;
}

/** For what runs on while one looks: `0:42`, `12:05`, `1:12:05`, `2d 04:10`. */
export function stopwatchText(ms: number): string {
  const { days, hours, minutes, seconds } = countedFrom(Math.max(0, ms));
  if (days > 0) return `${days}d ${two(hours)}:${two(minutes)}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

function countedFrom(ms: number) {
  return {
    days: Math.floor(ms / 86_400_000),
    hours: Math.floor(ms / 3_600_000) % 24,
    minutes: Math.floor(ms / 60_000) % 60,
    seconds: Math.floor(ms / 1000) % 60,
  };
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** `14:03:22`, in the reader's zone. */
export const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
/** `3 Nov` */
export const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayOfYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** In the reader's zone: `14:03:22` today, `3 Nov 14:03:22` before. */
export function timeText(time: string | number, now = Date.now()): string {
  const at = new Date(time);
  const today = new Date(now);
  if (at.toDateString() === today.toDateString()) return clock.format(at);
  return `${(at.getFullYear() === today.getFullYear() ? day : dayOfYear).format(at)} ${clock.format(at)}`;
}

/** `just now`, `40s ago`, `3h 20m ago`. */
export function agoText(time: string | number, now: number): string {
  const ms = now - new Date(time).getTime();
  return ms < 2000 ? "just now" : `${durationText(Math.floor(ms / 1000) * 1000)} ago`;
}

/** `1 macro`, `3 macros`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** `/etc/policies/raid.policy` by its last part. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}

/** Whatever was thrown, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
