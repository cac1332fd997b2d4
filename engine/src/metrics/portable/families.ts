/** What each family asks of systeminformation, and how its answer becomes the language's metrics. */

import { freemem, totalmem } from "node:os";
import { ByteCursor, bytesOf } from "../byte-cursor.ts";
import { DeviceCounters } from "../counters.ts";
import { allAvailable, patience, type Sampler } from "../sampler.ts";
import { gapMs, type Surroundings } from "../surroundings.ts";
import { askingSampler } from "./asked.ts";

/** Windows tells total and available memory at once, without a process. */
export function windowsMemorySampler({ intervalMs }: Surroundings): Sampler {
  const metrics = ["memory.usage", "memory.available"];
  return {
    name: "memory",
    metrics,
    cost: "cheap",
    everyMs: 0,
    stalenessMs: patience(intervalMs),
    async probe() {
      return allAvailable(metrics, "os.freemem()");
    },
    sample(now, sink) {
      const available = freemem();
      sink("memory.usage", 100 * (1 - available / totalmem()), now);
      sink("memory.available", available, now);
    },
    close() {},
  };
}

export function portableMemorySampler(surroundings: Surroundings): Sampler {
  return askingSampler(
    {
      name: "memory",
      metrics: ["memory.usage", "memory.available", "swap.usage"],
      everyMs: 3000,
      absent: "no swap is in use on this machine",
      async ask({ mem }) {
        const { total, available, swaptotal, swapused } = await mem();
        return {
          "memory.usage": 100 * (1 - available / total),
          "memory.available": available,
          "swap.usage": (100 * swapused) / swaptotal,
        };
      },
    },
    surroundings,
  );
}

export function portableSwapSampler(surroundings: Surroundings): Sampler {
  return askingSampler(
    {
      name: "swap",
      metrics: ["swap.usage"],
      everyMs: 15_000,
      absent: "no page file is set up on this machine",
      async ask({ mem }) {
        const { swaptotal, swapused } = await mem();
        return { "swap.usage": (100 * swapused) / swaptotal };
      },
    },
    surroundings,
  );
}

/** systeminformation counts since its own previous call; the first answer holds no rates. */
export function portableDiskIoSampler(surroundings: Surroundings): Sampler {
  const metrics = ["disk.read", "disk.write"];
  const sampler = askingSampler(
    {
      name: "disk traffic",
      metrics,
      everyMs: 3000,
      absent: "the disks' counters cannot be read",
      async ask({ fsStats }) {
        const stats = await fsStats();
        return { "disk.read": stats?.rx_sec, "disk.write": stats?.wx_sec };
      },
    },
    surroundings,
  );
  return {
    ...sampler,
    async probe() {
      await sampler.probe();
      return allAvailable(metrics, "systeminformation");
    },
  };
}

/** The fullest of the writable disks that have a size. */
export function portableDiskUsageSampler(surroundings: Surroundings): Sampler {
  return askingSampler(
    {
      name: "disk space",
      metrics: ["disk.usage"],
      everyMs: 60_000,
      absent: "the system lists no disk that can be written to",
      async ask({ fsSize }) {
        const shares = (await fsSize()).filter(({ size, rw }) => size > 0 && rw !== false).map(({ use }) => use);
        return { "disk.usage": shares.length === 0 ? null : Math.max(...shares) };
      },
    },
    surroundings,
  );
}

/** Rates are made here, from the byte counters, by the rules of all other rates. */
export function portableNetworkSampler(surroundings: Surroundings): Sampler {
  const everyMs = 2000;
  const counters = new DeviceCounters(2, gapMs(everyMs));
  const name = new ByteCursor();
  const metrics = ["network.received", "network.sent"];
  const sampler = askingSampler(
    {
      name: "network traffic",
      metrics,
      everyMs,
      absent: "the system lists no interface but loopback",
      async ask({ networkStats }) {
        const interfaces = await networkStats("*");
        if (!counters.begin(surroundings.now())) return {};
        for (const { iface, rx_bytes, tx_bytes } of interfaces) {
          if (/^lo\d*$|loopback/i.test(iface)) continue;
          const bytes = bytesOf(iface);
          name.reset(bytes, bytes.length);
          counters.add(name, 0, bytes.length, Float64Array.of(rx_bytes, tx_bytes));
        }
        counters.finish();
        return { "network.received": counters.perSecond(0), "network.sent": counters.perSecond(1) };
      },
    },
    surroundings,
  );
  return {
    ...sampler,
    async probe() {
      await sampler.probe();
      return allAvailable(metrics, "systeminformation");
    },
  };
}

/** Zero and null are how systeminformation says "no sensor". */
export function portableTemperatureSampler(surroundings: Surroundings): Sampler {
  return askingSampler(
    {
      name: "processor temperature",
      metrics: ["cpu.temperature"],
      everyMs: 15_000,
      absent: "the system shows its temperature sensors to no ordinary program",
      async ask({ cpuTemperature }) {
        const { main, max } = await cpuTemperature();
        return { "cpu.temperature": max || main || null };
      },
    },
    surroundings,
  );
}

/** A machine without a battery is on mains. */
export function portablePowerSampler(surroundings: Surroundings): Sampler {
  return askingSampler(
    {
      name: "power supply",
      metrics: ["power.on_battery"],
      everyMs: 30_000,
      absent: "the system does not tell its power supply",
      async ask({ battery }) {
        const { hasBattery, acConnected } = await battery();
        return { "power.on_battery": hasBattery && !acConnected };
      },
    },
    surroundings,
  );
}
