// npm runs this after an install in the clone, and before it packs the clone for somebody who installs it from git, as
// pre-commit does. Global installs hand their being global on to npm's preparation, which then leaves out what builds.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const preparing = "MACRO_ENGINE_PREPARING";

function installHere() {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_config_(global|location|prefix|save|omit|install_links)$/i.test(name),
    ),
  );
  const { status } = spawnSync(
    "npm",
    ["install", "--no-save", "--include=dev", "--loglevel=error", "--no-audit", "--no-fund"],
    {
      cwd: root,
      env: { ...env, [preparing]: "1" },
      stdio: ["ignore", 2, 2],
      shell: process.platform === "win32",
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}

if (process.env[preparing] === undefined) {
  if (!existsSync(new URL("../node_modules/esbuild", import.meta.url))) installHere();
  const { buildIfStale } = await import("./build.mjs");
  await buildIfStale();
}
