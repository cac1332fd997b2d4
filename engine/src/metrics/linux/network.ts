/** Traffic of all interfaces but loopback from /proc/net/dev, and TCP retransmissions from /proc/net/snmp. */

import { type ByteCursor, bytesOf, sameBytes } from "../byte-cursor.ts";
import { DeviceCounters } from "../counters.ts";
import { KeptFile } from "../kept-file.ts";
import type { Sampler, SampleSink } from "../sampler.ts";
import { gapMs, type Surroundings } from "../surroundings.ts";
import { keptSampler } from "./kept-sampler.ts";

const loopback = bytesOf("lo");
const tcp = bytesOf("Tcp: ");
const retransmitted = bytesOf("RetransSegs");
const colon = 0x3a;
const trafficMetrics = ["network.received", "network.packets_received", "network.sent", "network.packets_sent"];

export function networkSamplers(surroundings: Surroundings): Sampler[] {
  return [trafficSampler(surroundings), retransmitSampler(surroundings)];
}

function trafficSampler({ procRoot, intervalMs, now: clock }: Surroundings): Sampler {
  const file = new KeptFile(`${procRoot}/net/dev`, "whole");
  const counters = new DeviceCounters(trafficMetrics.length, gapMs(intervalMs));
  const values = new Float64Array(trafficMetrics.length);

  function parse(cursor: ByteCursor, now: number, sink: SampleSink): void {
    if (!counters.begin(clock())) return;
    // Two lines of headings.
    cursor.nextLine();
    for (let more = cursor.nextLine(); more; more = cursor.nextLine()) {
      cursor.skipBlanks();
      const from = cursor.at;
      cursor.skipWord(colon);
      const to = cursor.at;
      cursor.at += 1;
      if (to - from === loopback.length && sameBytes(cursor.bytes, from, to, loopback)) continue;
      readTraffic(cursor, values);
      counters.add(cursor, from, to, values);
    }
    counters.finish();
    for (let field = 0; field < trafficMetrics.length; field += 1) {
      sink(trafficMetrics[field]!, counters.perSecond(field), now);
    }
  }

  return keptSampler({
    name: "network traffic",
    metrics: trafficMetrics,
    file,
    intervalMs,
    absent: "the interfaces' counters cannot be read",
    lacking: () => (counters.devices === 0 ? `no interface but loopback is listed in ${file.path}` : null),
    parse,
  });
}

/** Received: bytes, packets, errors, drops, fifo, frame, compressed, multicast; sent: bytes, packets, … */
function readTraffic(cursor: ByteCursor, values: Float64Array): void {
  values[0] = cursor.number();
  values[1] = cursor.number();
  for (let skipped = 0; skipped < 6; skipped += 1) cursor.skipWord();
  values[2] = cursor.number();
  values[3] = cursor.number();
}

function retransmitSampler({ procRoot, intervalMs, now: clock }: Surroundings): Sampler {
  const file = new KeptFile(`${procRoot}/net/snmp`, "whole");
  const counters = new DeviceCounters(1, gapMs(intervalMs));
  const value = new Float64Array(1);
  /** Found once: a running kernel keeps its columns. */
  let column: number | null = null;

  function parse(cursor: ByteCursor, now: number, sink: SampleSink): void {
    if (!counters.begin(clock())) return;
    if (column === null) column = findColumn(cursor, file.path);
    else toTcp(cursor, file.path);
    cursor.nextLine();
    toTcp(cursor, file.path);
    for (let skipped = 0; skipped < column; skipped += 1) cursor.skipWord();
    value[0] = cursor.number();
    counters.add(cursor, 0, 0, value);
    sink("network.retransmits", counters.perSecond(0), now);
  }

  return keptSampler({
    name: "retransmissions",
    metrics: ["network.retransmits"],
    file,
    intervalMs,
    absent: "the kernel's TCP counters cannot be read",
    parse,
  });
}

/** Goes to the next line that begins with "Tcp:", and behind that. */
function toTcp(cursor: ByteCursor, path: string): void {
  while (!cursor.take(tcp)) {
    if (!cursor.nextLine()) throw new Error(`${path} has no "Tcp:" lines`);
  }
}

/** The file holds pairs of lines, names above values; kernels add columns, so the column is found by its name. */
function findColumn(cursor: ByteCursor, path: string): number {
  toTcp(cursor, path);
  for (let column = 0; ; column += 1) {
    if (cursor.take(retransmitted)) return column;
    const before = cursor.at;
    cursor.skipWord();
    cursor.skipBlanks();
    if (cursor.at === before) throw new Error(`${path} has no column RetransSegs`);
  }
}
