/** The graphics processor as systeminformation tells it. */

import type { GpuReading } from "../gpu.ts";
import type { Surroundings } from "../surroundings.ts";

/** Of the controllers that tell their use, the one with the most memory; all NaN when none does. */
export async function readPortableGpu({ systemInformation }: Surroundings): Promise<GpuReading> {
  const { controllers } = await (await systemInformation()).graphics();
  const [largest] = controllers
    .filter(({ utilizationGpu, temperatureGpu }) => utilizationGpu !== undefined || temperatureGpu !== undefined)
    .sort((left, right) => (right.memoryTotal ?? 0) - (left.memoryTotal ?? 0));
  return {
    usage: largest?.utilizationGpu ?? Number.NaN,
    memory: (100 * (largest?.memoryUsed ?? Number.NaN)) / (largest?.memoryTotal ?? Number.NaN),
    temperature: largest?.temperatureGpu ?? Number.NaN,
  };
}
