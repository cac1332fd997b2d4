/** Items for the units of a number that is being written. */

import { type Dimension, dimensions, inBaseUnits, type KnownDimension } from "@macro-engine/dsl";
import { grouped } from "../base-units.ts";
import { type Item, item } from "./item.ts";
import type { Wanted } from "./wanted.ts";

/** In order of use. */
const units: Readonly<Partial<Record<Dimension, readonly string[]>>> = {
  percent: ["%"],
  duration: ["s", "ms", "m", "h", "d", "us"],
  bytes: ["MiB", "GiB", "KiB", "B", "TiB", "MB", "GB", "KB", "TB"],
  bytes_per_second: ["MiB/s", "KiB/s", "GiB/s", "B/s", "TiB/s", "MB/s", "KB/s", "GB/s", "TB/s"],
  framerate: ["fps"],
  temperature: ["C", "°C"],
  rate: ["/s", "/m", "/h"],
};

/** Largest first, as the parts of `1m30s` stand. */
const durations: readonly string[] = ["d", "h", "m", "s", "ms", "us"];

/** `word`: the number, perhaps with a part of its unit. Without a wanted dimension the units of all of them, percentages first. */
export function unitItems(word: string, { dimension }: Wanted): Item[] {
  const [, head = "", number = ""] = /^(.*?)([0-9][0-9_.]*)[^0-9]*$/.exec(word) ?? [];
  const compound = /[A-Za-z]/.test(head);
  const wanted = compound ? "duration" : dimension;
  const offered = (Object.keys(units) as Dimension[]).filter((each) => isOffered(each, wanted));
  const taken = compound ? durations.indexOf(/([a-z]+)$/.exec(head)?.[1] ?? "") : -1;
  return offered.flatMap((each, family) =>
    units[each]!.flatMap((unit, index) => {
      if (compound && durations.indexOf(unit) <= taken) return [];
      return [item("quantity", head + number + unit, family + index / 10, { detail: detailOf(each, unit, number) })];
    }),
  );
}

/** Times of day that begin with a word: `2` and `20` with minutes, `20:3` as it goes on. */
export function timeItems(word: string): Item[] {
  const [hours = "", minutes] = word.split(":");
  if (!/^[0-9]{1,2}$/.test(hours) || Number(hours) > 24) return [];
  const parts = hours === "24" ? ["00"] : ["00", "15", "30", "45"];
  const times = parts.map((part) => `${hours.padStart(2, "0")}:${part}`);
  const fitting =
    minutes === undefined ? times : times.filter((time) => time.endsWith(minutes) || time.slice(3).startsWith(minutes));
  return fitting.map((time, index) => item("quantity", time, index / 10, { detail: "a time of day" }));
}

function isOffered(dimension: Dimension, wanted: KnownDimension | null): boolean {
  if (wanted === null || wanted === "unknown" || wanted === "bool") return true;
  return wanted === dimension;
}

/** What it comes to in base units, where that is another one. */
function detailOf(dimension: Dimension, unit: string, number: string): string {
  const size = dimensions[dimension].units[unit] ?? 1;
  const base = Object.entries(dimensions[dimension].units).find(([, each]) => each === 1)?.[0];
  const value = inBaseUnits(number.replaceAll("_", ""), size);
  if (base === undefined || size === 1 || !Number.isFinite(value)) return dimensions[dimension].noun;
  return `${grouped(value)}${base}`;
}
