/** Dimensions and units: what a quantity may be measured in. */

export type Dimension =
  | "percent"
  | "duration"
  | "bytes"
  | "bytes_per_second"
  | "framerate"
  | "temperature"
  | "rate"
  | "count"
  | "number"
  | "bool"
  | "text";

/** Dimensions whose values are numbers. */
export type NumericDimension = Exclude<Dimension, "bool" | "text">;

interface DimensionInfo {
  /** How messages name it: "a percentage". */
  readonly noun: string;
  /** Unit symbol to the size of one of it in base units; the base unit is the one of size 1. */
  readonly units: Readonly<Record<string, number>>;
  /** Least difference that means something, in base units: the floor of `anomaly`'s scale. */
  readonly resolution: number;
  /** Range of a metric of this dimension unless its own entry says otherwise; null is unbounded. */
  readonly range: readonly [number | null, number | null];
  /** A plain number is accepted where this dimension is expected. */
  readonly acceptsPlainNumber: boolean;
}

const byteUnits = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
} as const;

const perSecond = Object.fromEntries(Object.entries(byteUnits).map(([unit, size]) => [`${unit}/s`, size]));

export const dimensions: Readonly<Record<Dimension, DimensionInfo>> = {
  percent: { noun: "a percentage", units: { "%": 1 }, resolution: 0.5, range: [0, 100], acceptsPlainNumber: false },
  duration: {
    noun: "a duration",
    units: { us: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7 },
    resolution: 1,
    range: [0, null],
    acceptsPlainNumber: false,
  },
  bytes: {
    noun: "a size in bytes",
    units: byteUnits,
    resolution: 2 ** 20,
    range: [0, null],
    acceptsPlainNumber: false,
  },
  bytes_per_second: {
    noun: "a data rate",
    units: perSecond,
    resolution: 2 ** 10,
    range: [0, null],
    acceptsPlainNumber: false,
  },
  framerate: { noun: "a frame rate", units: { fps: 1 }, resolution: 1, range: [0, null], acceptsPlainNumber: true },
  temperature: {
    noun: "a temperature",
    units: { C: 1, "°C": 1 },
    resolution: 0.5,
    range: [null, null],
    acceptsPlainNumber: false,
  },
  rate: {
    noun: "a rate",
    units: { "/s": 1, "/m": 1 / 60, "/h": 1 / 3600 },
    resolution: 0.1,
    range: [0, null],
    acceptsPlainNumber: true,
  },
  count: { noun: "a count", units: {}, resolution: 1, range: [0, null], acceptsPlainNumber: true },
  number: { noun: "a plain number", units: {}, resolution: 1e-9, range: [null, null], acceptsPlainNumber: true },
  bool: { noun: "a condition", units: {}, resolution: 1, range: [0, 1], acceptsPlainNumber: false },
  text: { noun: "a text", units: {}, resolution: 1, range: [null, null], acceptsPlainNumber: false },
};

/** A decimal of units of this size in base units, to the nearest double: 16.1 s is 16100 ms, not 16100.000000000002. */
export function inBaseUnits(decimal: string, size: number): number {
  const point = decimal.indexOf(".");
  const decimals = point < 0 ? 0 : decimal.length - point - 1;
  const whole = Number(decimal.replace(".", ""));
  if (decimals > 15 || Math.abs(whole) > Number.MAX_SAFE_INTEGER) return Number(decimal) * size;
  const scale = 10 ** decimals;
  return size < 1 ? whole / (scale * Math.round(1 / size)) : (whole * size) / scale;
}
