// Brings a desktop onto a Debian machine, once: a session bus, a notification daemon, a virtual display and notify-send; then
// has them show the notices of a real engine. Plain JavaScript, which runs on the machine's own Node too.
import { runWithPackages } from "../setup/run-with-packages.mjs";

runWithPackages(
  [
    { package: "libnotify-bin", shown: ["notify-send", "--version"] },
    { package: "dunst", shown: ["dunst", "--version"] },
    { package: "xvfb", shown: ["sh", "-c", "command -v Xvfb"] },
    { package: "dbus-daemon", shown: ["dbus-daemon", "--version"] },
  ],
  new URL(".", import.meta.url),
);
