/** AMD graphics processors from the files that the amdgpu driver keeps in /sys. */

import type { GpuReading } from "../gpu.ts";
import { greatestOf, namesIn, numberOf } from "./sys-files.ts";

/** The `device` folders of the cards that tell how busy they are, the one with the most memory first. */
export async function findAmdCards(sysRoot: string): Promise<string[]> {
  const names = (await namesIn(`${sysRoot}/class/drm`)).filter((name) => /^card\d+$/.test(name));
  const cards: { device: string; memory: number }[] = [];
  for (const name of names) {
    const device = `${sysRoot}/class/drm/${name}/device`;
    if (Number.isNaN(await numberOf(`${device}/gpu_busy_percent`))) continue;
    const memory = await numberOf(`${device}/mem_info_vram_total`);
    cards.push({ device, memory: Number.isNaN(memory) ? 0 : memory });
  }
  return cards.sort((left, right) => right.memory - left.memory).map(({ device }) => device);
}

export async function readAmdCard(device: string): Promise<GpuReading> {
  const [usage, used, total, milliDegrees] = await Promise.all([
    numberOf(`${device}/gpu_busy_percent`),
    numberOf(`${device}/mem_info_vram_used`),
    numberOf(`${device}/mem_info_vram_total`),
    hottest(`${device}/hwmon`),
  ]);
  return { usage, memory: (100 * used) / total, temperature: milliDegrees / 1000 };
}

/** The edge sensor, temp1, is what every card has; junction and memory sensors run hotter by design. */
async function hottest(folder: string): Promise<number> {
  const chips = await namesIn(folder);
  return greatestOf(chips.map((chip) => `${folder}/${chip}/temp1_input`));
}
