/** Reads a time of day, `HH:MM`. */

export interface ScannedTime {
  readonly end: number;
  /** Since midnight, 0–1440; null when malformed. */
  readonly minutes: number | null;
  /** The time that was surely meant, or null. */
  readonly fix: string | null;
}

const timeAt = /([0-9]+):([0-9]+)(?::([0-9]+))?([A-Za-z0-9_:]*)/y;

/** Reads the time that starts with the digit at `start`; digits, a colon and a digit stand there. */
export function scanTime(text: string, start: number): ScannedTime {
  timeAt.lastIndex = start;
  const [whole, hour, minute, second, rest] = timeAt.exec(text)!;
  const end = start + whole.length;
  const minutes = Number(hour) * 60 + Number(minute);
  const inRange = Number(minute) < 60 && minutes <= 1440;
  if (!inRange) return { end, minutes: null, fix: null };
  if (hour!.length === 2 && minute!.length === 2 && second === undefined && rest === "")
    return { end, minutes, fix: null };
  return { end, minutes: null, fix: meantTime(hour!, minute!, second, rest!) };
}

const hourOfHalfDay = /^([0-9]{1,2})([ap]m)$/i;

/** Such as `8pm`, which reads like a quantity of an unknown unit. */
export function isHourOfHalfDay(written: string): boolean {
  return hourOfHalfDay.test(written);
}

/** The same in 24 hours; null where there is no such hour. */
export function hourMeant(written: string): string | null {
  const [, hour = "", half = ""] = hourOfHalfDay.exec(written) ?? [];
  return meantTime(hour, "00", undefined, half);
}

/** `8:00`, `20:00:00`, `8:30pm`. */
function meantTime(hour: string, minute: string, second: string | undefined, rest: string): string | null {
  if (minute.length !== 2 || Number(second ?? 0) !== 0) return null;
  const half = rest.toLowerCase();
  if (half !== "" && half !== "am" && half !== "pm") return null;
  if (half === "") return `${String(Number(hour)).padStart(2, "0")}:${minute}`;
  if (Number(hour) < 1 || Number(hour) > 12) return null;
  const hours = (Number(hour) % 12) + (half === "pm" ? 12 : 0);
  return `${String(hours).padStart(2, "0")}:${minute}`;
}
