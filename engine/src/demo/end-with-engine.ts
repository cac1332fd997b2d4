/** Demo macros are nobody's but the engine's: none of them is left behind, however it ends and whatever it is told to leave. */

/** Its engine holds the other end of standard input. */
export function endWithEngine(): void {
  process.stdin.on("close", () => process.exit()).resume();
}
