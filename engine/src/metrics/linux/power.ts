/** Whether the machine runs on battery, from /sys/class/power_supply. */

import { access } from "node:fs/promises";
import { allAvailable, noneAvailable, patience, type Sampler } from "../sampler.ts";
import type { Surroundings } from "../surroundings.ts";
import { namesIn, numberOf, textOf } from "./sys-files.ts";

const everyMs = 10_000;
const metrics = ["power.on_battery"];

/** One entry of the folder (kernel's Documentation/ABI/testing/sysfs-class-power). */
interface Supply {
  readonly type: string | null;
  readonly online: number;
  readonly status: string | null;
  /** "Device": the battery of a mouse or headset. */
  readonly scope: string | null;
}

export function powerSampler({ sysRoot, now }: Surroundings): Sampler {
  const folder = `${sysRoot}/class/power_supply`;
  return {
    name: "power supply",
    metrics,
    cost: "moderate",
    everyMs,
    stalenessMs: patience(everyMs),
    async probe() {
      try {
        await access(folder);
        return allAvailable(metrics, folder);
      } catch {
        return noneAvailable(metrics, `the kernel lists no power supplies: there is no ${folder}`);
      }
    },
    async sample(_now, sink) {
      sink("power.on_battery", onBattery(await readSupplies(folder)), now());
    },
    close() {},
  };
}

async function readSupplies(folder: string): Promise<Supply[]> {
  const names = await namesIn(folder);
  return Promise.all(
    names.map(async (name) => ({
      type: await textOf(`${folder}/${name}/type`),
      online: await numberOf(`${folder}/${name}/online`),
      status: await textOf(`${folder}/${name}/status`),
      scope: await textOf(`${folder}/${name}/scope`),
    })),
  );
}

/** True with a battery of the machine's own and no mains supply connected. A machine without a battery is on mains. */
function onBattery(supplies: readonly Supply[]): boolean {
  const batteries = supplies.filter(({ type, scope }) => (type === "Battery" || type === "UPS") && scope !== "Device");
  if (batteries.length === 0) return false;
  const mains = supplies.filter(({ type }) => type === "Mains" || type === "USB" || type === "Wireless");
  if (mains.some(({ online }) => online > 0)) return false;
  return mains.length > 0 || batteries.some(({ status }) => status === "Discharging");
}
