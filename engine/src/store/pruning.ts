/** Keeps the file within its bounds: what is past its retention goes, and past the size the oldest, a slice at a time. */

import type { DatabaseSync } from "node:sqlite";
import { hourMs, minuteMs } from "./samples.ts";

export interface Bounds {
  readonly secondsMs: number;
  readonly minutesMs: number;
  readonly hoursMs: number;
  readonly decisionsMs: number;
  readonly sizeBytes: number;
}

/** Decisions that one slice takes at most, and pages that it gives back. */
const sliceRows = 500;
const slicePages = 200;

/** Free pages kept for what comes next, instead of giving them back and asking anew. */
const sparePages = 256;

const floorTo = (time: number, step: number) => Math.floor(time / step) * step;

export interface Pruner {
  /** Does a slice of what is due; true when more is. To be called within a transaction. */
  prune(wall: number): boolean;
  /** Gives free pages back to the file system; true when more could be. Outside of a transaction. */
  shrink(): boolean;
  sizeBytes(): number;
}

interface Tier {
  /** Time of its oldest row; null when it is empty. */
  oldest(): number | null;
  /** Deletes what is older; how much one slice spans, ms. */
  dropBefore(wall: number): void;
  readonly sliceMs: number;
}

export function pruner(database: DatabaseSync, bounds: Bounds): Pruner {
  const samples = sampleTier(database, "samples", 15 * minuteMs, minuteMs);
  const minutes = sampleTier(database, "minutes", 12 * hourMs, hourMs);
  const hours = sampleTier(database, "hours", 24 * 30 * hourMs, hourMs);
  const records = recordTier(database);
  const emptySeries = database.prepare(
    "DELETE FROM series WHERE samples_from IS NULL AND minutes_from IS NULL AND hours_from IS NULL",
  );
  const pageSize = pragma(database, "page_size");
  const used = () => (pragma(database, "page_count") - pragma(database, "freelist_count")) * pageSize;

  /** True when it deleted something and more is left before `target`. */
  function slice(tier: Tier, target: number): boolean {
    const oldest = tier.oldest();
    if (oldest === null || oldest >= target) return false;
    tier.dropBefore(Math.min(target, floorTo(oldest, minuteMs) + tier.sliceMs));
    const left = tier.oldest();
    return left !== null && left < target;
  }

  /** The file is too big: the oldest samples go first, then minutes, hours, and at last decisions. */
  function evict(wall: number): boolean {
    // The very last of each stays: samples that are yet to be summed up, decisions that are being acted upon.
    const lastHour = floorTo(wall, hourMs) - hourMs;
    const limits = [
      [samples, floorTo(wall, minuteMs) - 5 * minuteMs],
      [minutes, lastHour],
      [hours, lastHour],
      [records, lastHour],
    ] as const;
    for (const [tier, limit] of limits) {
      const oldest = tier.oldest();
      if (oldest === null || oldest >= limit) continue;
      tier.dropBefore(Math.min(floorTo(oldest, minuteMs) + tier.sliceMs, limit));
      return true;
    }
    return false;
  }

  return {
    prune(wall) {
      const expired = [
        slice(samples, floorTo(wall - bounds.secondsMs, minuteMs)),
        slice(minutes, floorTo(wall - bounds.minutesMs, hourMs)),
        slice(hours, floorTo(wall - bounds.hoursMs, hourMs)),
        slice(records, wall - bounds.decisionsMs),
      ].some(Boolean);
      emptySeries.run();
      const tooBig = used() > bounds.sizeBytes && evict(wall);
      return expired || tooBig;
    },
    shrink() {
      const free = pragma(database, "freelist_count");
      const over = pragma(database, "page_count") * pageSize > bounds.sizeBytes;
      if (free === 0 || (!over && free <= Math.max(sparePages, pragma(database, "page_count") / 10))) return false;
      database.exec(`PRAGMA incremental_vacuum(${slicePages})`);
      return free > slicePages;
    },
    sizeBytes: () => pragma(database, "page_count") * pageSize,
  };
}

function pragma(database: DatabaseSync, name: "page_size" | "page_count" | "freelist_count"): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function sampleTier(
  database: DatabaseSync,
  table: "samples" | "minutes" | "hours",
  sliceMs: number,
  alignMs: number,
): Tier {
  const from = `${table}_from`;
  const oldest = database.prepare(`SELECT min(${from}) AS time FROM series WHERE ${from} IS NOT NULL`);
  const due = database.prepare(`SELECT id FROM series WHERE ${from} < ?`);
  const drop = database.prepare(`DELETE FROM ${table} WHERE series = ? AND time < ?`);
  const mark = database.prepare(
    `UPDATE series SET ${from} = (SELECT min(time) FROM ${table} WHERE series = ?1) WHERE id = ?1`,
  );
  return {
    sliceMs,
    oldest: () => oldest.get()?.time as number | null,
    dropBefore(wall) {
      // Whole minutes and hours: a summary must never be made again from a part of what it sums up.
      const cutoff = floorTo(wall, alignMs);
      for (const { id } of due.all(cutoff)) {
        drop.run(id!, cutoff);
        mark.run(id!);
      }
    },
  };
}

/** Decisions with their outcomes, and the runs, sessions and mutes that ended before them. */
function recordTier(database: DatabaseSync): Tier {
  const oldest = database.prepare("SELECT min(wall) AS time FROM decisions");
  const oldestRun = database.prepare("SELECT min(ended) AS time FROM runs WHERE ended IS NOT NULL");
  const steps = [
    `DELETE FROM outcomes WHERE decision IN (SELECT id FROM decisions WHERE wall < ?1 ORDER BY wall LIMIT ${sliceRows})`,
    `DELETE FROM decisions WHERE id IN (SELECT id FROM decisions WHERE wall < ?1 ORDER BY wall LIMIT ${sliceRows})`,
    `DELETE FROM outcomes WHERE decision IS NULL AND wall < ?1`,
    `DELETE FROM runs WHERE id IN (SELECT id FROM runs WHERE ended < ?1 ORDER BY ended LIMIT ${sliceRows})`,
    `DELETE FROM sessions WHERE ended < ?1 AND NOT EXISTS (SELECT 1 FROM runs WHERE session = sessions.id)
       AND NOT EXISTS (SELECT 1 FROM decisions WHERE session = sessions.id)`,
    `DELETE FROM named_sessions WHERE ended < ?1`,
    `DELETE FROM mutes WHERE coalesce(ended, until) < ?1`,
  ].map((sql) => database.prepare(sql));
  return {
    sliceMs: 24 * hourMs,
    oldest() {
      const times = [oldest.get()?.time, oldestRun.get()?.time].filter((time) => typeof time === "number");
      return times.length === 0 ? null : Math.min(...times);
    },
    dropBefore(wall) {
      for (const step of steps) step.run(wall);
    },
  };
}
