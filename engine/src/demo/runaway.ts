/** A macro that runs away, for `watch --demo`: fine for two seconds, then an endless loop on one core. */

/** In bursts: between them it hears that its input is at an end. */
function loop(): void {
  const until = performance.now() + 50;
  while (performance.now() < until) Math.sqrt(Math.random());
  setImmediate(loop);
}

// The engine holds the other end: no demo is left behind, however its engine ends and whatever it is told to leave.
process.stdin.on("close", () => process.exit()).resume();
setTimeout(loop, 2000);
