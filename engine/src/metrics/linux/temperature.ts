/** The processor's temperature from /sys/class/hwmon, else from /sys/class/thermal. */

import { allAvailable, noneAvailable, patience, type Sampler } from "../sampler.ts";
import type { Surroundings } from "../surroundings.ts";
import { greatestOf, namesIn, textOf } from "./sys-files.ts";

/** Drivers whose sensors sit in the processor (kernel's Documentation/hwmon). */
const chips = new Set(["coretemp", "k10temp", "k8temp", "zenpower", "cpu_thermal", "scpi_sensors", "via_cputemp"]);
/** Thermal zones that are the processor; ACPI's own zone last, since boards put it anywhere. */
const zones = [/^x86_pkg_temp$/, /cpu|soc|pkg|package/i, /^acpitz$/];
const everyMs = 5000;
const metrics = ["cpu.temperature"];

export function temperatureSampler({ sysRoot, now }: Surroundings): Sampler {
  let sensors: readonly string[] = [];
  return {
    name: "processor temperature",
    metrics,
    cost: "moderate",
    everyMs,
    stalenessMs: patience(everyMs),
    async probe() {
      sensors = await findSensors(sysRoot);
      if (Number.isNaN(await greatestOf(sensors))) {
        return noneAvailable(
          metrics,
          `no processor sensor under ${sysRoot}/class/hwmon or ${sysRoot}/class/thermal; virtual machines have none`,
        );
      }
      return allAvailable(metrics, sensors.length === 1 ? sensors[0]! : `${sensors[0]} and ${sensors.length - 1} more`);
    },
    async sample(_now, sink) {
      const milliDegrees = await greatestOf(sensors);
      if (Number.isNaN(milliDegrees)) {
        // Reloading a driver renumbers its folder: look again before the next reading.
        sensors = await findSensors(sysRoot);
        throw new Error("the processor's temperature sensors no longer answer");
      }
      sink("cpu.temperature", milliDegrees / 1000, now());
    },
    close() {},
  };
}

async function findSensors(sysRoot: string): Promise<readonly string[]> {
  const inChips = await chipSensors(`${sysRoot}/class/hwmon`);
  return inChips.length > 0 ? inChips : zoneSensors(`${sysRoot}/class/thermal`);
}

async function chipSensors(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const chip of await namesIn(folder)) {
    if (!chips.has((await textOf(`${folder}/${chip}/name`)) ?? "")) continue;
    const inputs = (await namesIn(`${folder}/${chip}`)).filter((name) => /^temp\d+_input$/.test(name));
    for (const input of inputs) {
      const label = await textOf(`${folder}/${chip}/${input.replace("_input", "_label")}`);
      // Tctl of some Ryzens is the fan controller's scale, up to 27 °C above the die; Tdie stands beside it there.
      if (label === "Tctl" && inputs.length > 1 && (await hasDieSensor(`${folder}/${chip}`, inputs))) continue;
      found.push(`${folder}/${chip}/${input}`);
    }
  }
  return found;
}

async function hasDieSensor(chip: string, inputs: readonly string[]): Promise<boolean> {
  const labels = await Promise.all(inputs.map((input) => textOf(`${chip}/${input.replace("_input", "_label")}`)));
  return labels.includes("Tdie");
}

async function zoneSensors(folder: string): Promise<string[]> {
  const all = (await namesIn(folder)).filter((name) => name.startsWith("thermal_zone"));
  const types = await Promise.all(all.map(async (zone) => (await textOf(`${folder}/${zone}/type`)) ?? ""));
  for (const pattern of zones) {
    const matching = all.filter((_zone, index) => pattern.test(types[index]!));
    if (matching.length > 0) return matching.map((zone) => `${folder}/${zone}/temp`);
  }
  return [];
}
