/** Opens an address in the user's browser, by what the system has for it. */

import { spawn } from "node:child_process";

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ["open"],
  // Not `start` of the shell, to which an address is a line of its language.
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** Does not wait for the browser. `onProblem` hears in words where there is none. */
export function openPage(address: string, onProblem: (problem: string) => void): void {
  const [command = "xdg-open", ...args] = openers[process.platform] ?? ["xdg-open"];
  const child = spawn(command, [...args, address], { stdio: "ignore", detached: true, windowsHide: true });
  child.once("error", ({ message }) => onProblem(`the browser cannot be opened (${message}): follow the link by hand`));
  child.unref();
}
