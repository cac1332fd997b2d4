/** A well-behaved macro for `watch --demo`: a little work four times a second, for ever. */

// The engine holds the other end: no demo is left behind, however its engine ends and whatever it is told to leave.
process.stdin.on("close", () => process.exit()).resume();
setInterval(() => {
  const until = performance.now() + 5;
  while (performance.now() < until);
}, 250);
