/** A well-behaved macro for `watch --demo`: a little work four times a second, for ever. */

import { endWithEngine } from "./end-with-engine.ts";

endWithEngine();
setInterval(() => {
  const until = performance.now() + 5;
  while (performance.now() < until);
}, 250);
