/** Local time of a zone, without asking Intl at every snapshot, nor at all for the process's own zone. */

import { offsetClock } from "@macro-engine/dsl";

const minuteMs = 60_000;
/** Two changes of a zone's offset never lie closer together than this. */
const stretchMs = 6 * 3_600_000;

/** Local time for a wall time: ms that would be the epoch's if the zone were UTC. */
export type ZoneClock = (wall: number) => number;

let ownZone: string | null = null;

/**
 * Tells the name of the zone that `Date` counts in. Its clock then needs no Intl, whose data and code take 8 MB of memory
 * from the first question on. Any zone's clock tells the same without it.
 */
export function setOwnZone(name: string): void {
  ownZone = name;
}

/** `zone` is an IANA name; null: that of `Date`. Throws RangeError for an unknown one. */
export function zoneClock(zone: string | null): ZoneClock {
  if (zone === null || zone === ownZone) return (wall) => wall - new Date(wall).getTimezoneOffset() * minuteMs;
  return zone === "UTC" ? (wall) => wall : clockByIntl(zone);
}

/** The wall time at which a zone's clock shows this; of an hour that it skips, the one after, and of one that it has twice, either. */
export function wallWhen(clock: ZoneClock, local: number): number {
  const near = 2 * local - clock(local);
  return near + local - clock(near);
}

/**
 * The offset is asked of Intl at both ends of a stretch of six hours, and kept while they agree; a stretch with a change is
 * halved down to the minute of the change.
 */
function clockByIntl(zone: string): ZoneClock {
  const offsetAt = offsetClock(zone);
  let from = 0;
  let to = 0;
  let offset = 0;
  return (wall) => {
    if (!(wall >= from && wall < to)) {
      from = Math.floor(wall / stretchMs) * stretchMs;
      to = from + stretchMs;
      offset = offsetAt(from);
      const later = offsetAt(to);
      if (later !== offset) {
        const change = firstMinuteOf(offsetAt, later, from, to);
        if (wall < change) to = change;
        else {
          from = change;
          offset = later;
        }
      }
    }
    return wall + offset;
  };
}

function firstMinuteOf(offsetAt: (wall: number) => number, later: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (high - low > minuteMs) {
    const middle = Math.floor((low + high) / 2 / minuteMs) * minuteMs;
    if (offsetAt(middle) === later) high = middle;
    else low = middle;
  }
  return high;
}
