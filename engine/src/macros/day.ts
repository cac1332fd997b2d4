/** The calendar day of a zone: when it began and when the next does. */

export interface Day {
  /** ms since the epoch: the first moment of the day, and of the next. */
  readonly start: number;
  readonly end: number;
}

/**
 * The day that holds `wall` in an IANA zone. Days of a change of the clocks have 23 or 25 hours, and come out so; where
 * midnight itself is skipped, the day begins after it.
 */
export function dayOf(wall: number, zone: string): Day {
  const start = startOfDay(wall, zone);
  // 36 hours on is within the next day, however long this one is.
  return { start, end: startOfDay(start + 36 * hour, zone) };
}

const hour = 3_600_000;

function startOfDay(wall: number, zone: string): number {
  const date = civil(wall, zone);
  let guess = wall - date.sinceMidnight;
  // A change of the clocks since midnight puts the guess off by what was changed, to either side.
  const there = civil(guess, zone);
  if (there.day !== date.day) guess += 24 * hour - there.sinceMidnight;
  else if (civil(guess - there.sinceMidnight, zone).day === date.day) guess -= there.sinceMidnight;
  return guess;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function civil(wall: number, zone: string): { day: string; sinceMidnight: number } {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(zone, format);
  }
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(wall)) parts[type] = value;
  const { year, month, day, hour: hours, minute, second } = parts;
  const ms = ((wall % 1000) + 1000) % 1000;
  const sinceMidnight = ((Number(hours) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + ms;
  return { day: `${year}-${month}-${day}`, sinceMidnight };
}
