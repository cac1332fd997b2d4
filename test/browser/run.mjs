// Brings a Chromium onto a Debian machine, once, then tries the dashboard in it; where it cannot be installed, it says so
// and fails. `CHROMIUM` names another one. Plain JavaScript, which runs on the machine's own Node too.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const isThere = (browser) => spawnSync(browser, ["--version"], { stdio: "ignore" }).status === 0;
const known = [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"];

let browser = known.find((name) => name !== undefined && isThere(name));
if (browser === undefined) {
  console.error("Installing Chromium for the tests (needed once) …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => spawnSync("apt-get", ["-q", ...args], { stdio: ["ignore", 2, 2], env }).status === 0;
  if (!(apt("update") && apt("install", "-y", "--no-install-recommends", "chromium"))) {
    console.error("It cannot be installed here. Install Chromium, or name one in CHROMIUM.");
    process.exit(2);
  }
  browser = "chromium";
}
const path = spawnSync("sh", ["-c", 'command -v "$0"', browser], { encoding: "utf8" }).stdout.trim();

const config = fileURLToPath(new URL("vitest.config.ts", import.meta.url));
const { status } = spawnSync("vitest", ["run", "--config", config, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, CHROMIUM: path },
});
process.exit(status ?? 1);
