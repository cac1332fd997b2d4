/** How far a zone is from UTC, asked of Intl: the one place that knows how. */

/** Local time − UTC, ms, at a wall time (ms since the epoch). `zone` is an IANA name; throws RangeError for an unknown one. */
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
