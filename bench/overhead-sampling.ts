/** The sampling loop alone, once a second: what measuring costs before a rule is looked at. Started by `overhead.ts`. */

import { createSamplers, createSampling } from "../engine/src/metrics/index.ts";

const intervalMs = 1000;
const samplers = createSamplers({ sources: [], intervalMs, customMetrics: () => [], runningMacros: () => 10 });
const sampling = createSampling(samplers, {
  now: () => performance.now(),
  report: ({ message }) => console.error(message),
});
await sampling.start();
let due = performance.now();

function tick(): void {
  sampling.tick(due, () => {});
  due += intervalMs;
  setTimeout(tick, Math.max(0, due - performance.now()));
}

tick();
