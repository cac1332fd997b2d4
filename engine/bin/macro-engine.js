#!/usr/bin/env node
// Starts the command line: finds a Node that is new enough, and in a clone of the project builds what is stale.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const required = [22, 18];

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > required[0] || (major === required[0] && minor >= required[1]);
}

/** The Node that the project installs beside itself where the machine's is old. */
function bundledNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const executable = process.platform === "win32" ? "bin/node.exe" : "bin/node";
  try {
    return createRequire(import.meta.url).resolve(`node-${platform}-${process.arch}/${executable}`);
  } catch {
    return null;
  }
}

function startAgainWith(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal ? 128 + 15 : code));
}

if (isNewEnough(process.versions.node)) {
  const buildScript = new URL("../../scripts/build.mjs", import.meta.url);
  if (existsSync(new URL("../src", import.meta.url)) && existsSync(buildScript)) {
    await (await import(buildScript.href)).buildIfStale();
  }
  await import(new URL("../dist/main.js", import.meta.url).href);
} else {
  const node = bundledNode();
  if (node !== null) startAgainWith(node);
  else {
    const here = fileURLToPath(import.meta.url);
    console.error(`macro-engine needs Node ${required.join(".")} or newer; this is ${process.versions.node}.
Install a newer Node, or start it with one: path/to/node ${here}`);
    process.exitCode = 2;
  }
}
