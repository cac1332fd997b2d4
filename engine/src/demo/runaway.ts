/** A macro that runs away, for `watch --demo`: fine for two seconds, then an endless loop on one core. */

import { endWithEngine } from "./end-with-engine.ts";

/** In bursts: between them it hears that the engine is gone. */
function loop(): void {
  const until = performance.now() + 50;
  while (performance.now() < until) Math.sqrt(Math.random());
  setImmediate(loop);
}

endWithEngine();
setTimeout(loop, 2000);
