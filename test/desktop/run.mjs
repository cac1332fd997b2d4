// Brings a desktop onto a Debian machine, once: a session bus, a notification daemon, a virtual display and notify-send; then
// has them show the notices of a real engine. Plain JavaScript, which runs on the machine's own Node too.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensurePackages } from "../setup/debian-packages.mjs";

ensurePackages([
  { package: "libnotify-bin", shown: ["notify-send", "--version"] },
  { package: "dunst", shown: ["dunst", "--version"] },
  { package: "xvfb", shown: ["sh", "-c", "command -v Xvfb"] },
  { package: "dbus-daemon", shown: ["dbus-daemon", "--version"] },
]);

const config = fileURLToPath(new URL("vitest.config.ts", import.meta.url));
const { status } = spawnSync("vitest", ["run", "--config", config, ...process.argv.slice(2)], { stdio: "inherit" });
process.exit(status ?? 1);
