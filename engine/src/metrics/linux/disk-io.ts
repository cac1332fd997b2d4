/** Bytes read from and written to whole physical disks, from /proc/diskstats. */

import { existsSync } from "node:fs";
import type { ByteCursor } from "../byte-cursor.ts";
import { DeviceCounters } from "../counters.ts";
import { KeptFile } from "../kept-file.ts";
import type { Sampler, SampleSink } from "../sampler.ts";
import { gapMs, type Surroundings } from "../surroundings.ts";
import { keptSampler } from "./kept-sampler.ts";

/** /proc/diskstats counts in these, whatever the disk's own sector size (kernel's Documentation/admin-guide/iostats.rst). */
const sectorBytes = 512;
/** Names of whole disks, for where /sys does not tell (some containers). */
const wholeDisk = /^(sd[a-z]+|hd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/;

export function diskIoSampler({ procRoot, sysRoot, intervalMs, now: clock }: Surroundings): Sampler {
  const file = new KeptFile(`${procRoot}/diskstats`, "whole");
  const counters = new DeviceCounters(2, gapMs(intervalMs));
  const bytes = new Float64Array(2);
  const isDisk = diskFilter(`${sysRoot}/block`);

  function parse(cursor: ByteCursor, now: number, sink: SampleSink): void {
    if (!counters.begin(clock())) return;
    while (!cursor.atEnd()) {
      const major = cursor.number();
      const minor = cursor.number();
      cursor.skipBlanks();
      const from = cursor.at;
      cursor.skipWord();
      if (isDisk(major, minor, cursor, from)) {
        const to = cursor.at;
        readSectors(cursor, bytes);
        counters.add(cursor, from, to, bytes);
      }
      cursor.nextLine();
    }
    counters.finish();
    sink("disk.read", counters.perSecond(0), now);
    sink("disk.write", counters.perSecond(1), now);
  }

  return keptSampler({
    name: "disk traffic",
    metrics: ["disk.read", "disk.write"],
    file,
    intervalMs,
    absent: "the disks' counters cannot be read",
    lacking: () => (counters.devices === 0 ? `no physical disk is listed in ${file.path}` : null),
    parse,
  });
}

/** After the name: reads, merged, sectors read, ms, writes, merged, sectors written, … */
function readSectors(cursor: ByteCursor, bytes: Float64Array): void {
  cursor.skipWord();
  cursor.skipWord();
  bytes[0] = cursor.number() * sectorBytes;
  cursor.skipWord();
  cursor.skipWord();
  cursor.skipWord();
  bytes[1] = cursor.number() * sectorBytes;
}

/**
 * Says of a device whether it is a whole physical disk. Partitions, and what is stacked on disks (device mapper, RAID,
 * loop, RAM), would count the same bytes twice; only a physical disk has a `device` link in /sys/block. A verdict is kept
 * by device number and name, so that the steady state looks nothing up.
 */
function diskFilter(blockFolder: string) {
  const verdicts = new Map<number, { name: string; length: number; disk: boolean }>();
  return (major: number, minor: number, cursor: ByteCursor, from: number): boolean => {
    const number = major * 2 ** 20 + minor;
    const known = verdicts.get(number);
    if (known !== undefined && known.length === cursor.at - from && sameText(cursor, from, known.name)) {
      return known.disk;
    }
    const name = cursor.text(from, cursor.at);
    const disk = existsSync(blockFolder) ? existsSync(`${blockFolder}/${name}/device`) : wholeDisk.test(name);
    verdicts.set(number, { name, length: cursor.at - from, disk });
    return disk;
  };
}

function sameText(cursor: ByteCursor, from: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (cursor.bytes[from + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
