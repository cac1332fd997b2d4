/** A program that takes the terminal over and ends in the way that its argument says. */

import { openTerminal } from "./terminal.ts";

const how = process.argv[2] ?? "key";
const terminal = openTerminal({
  onResize: () => {},
  onQuit: () => {
    clearTimeout(hang);
    terminal.close();
  },
});
const hang = setTimeout(() => process.exit(9), 15_000);
terminal.paint([`painted ${terminal.size.columns} x ${terminal.size.rows}`]);
setTimeout(() => {
  if (how === "exit") process.exit(3);
  if (how === "throw") throw new Error("thrown");
  if (how.startsWith("SIG")) process.kill(process.pid, how);
}, 50);
