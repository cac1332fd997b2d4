// Has promtool look at what Prometheus fetches. Where it is missing, it is taken out of Debian's package, which is not
// installed: that would start a server. Plain JavaScript, which runs on the machine's own Node too.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const isThere = (command) => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0;

const folder = mkdtempSync(join(tmpdir(), "promtool-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

function unpacked() {
  console.error("Fetching promtool for the tests …");
  const run = (command, ...args) => spawnSync(command, args, { cwd: folder, stdio: ["ignore", 2, 2] }).status === 0;
  // apt drops its rights, and must be able to write here.
  if (process.getuid?.() === 0) run("chmod", "777", folder);
  const fetched =
    run("apt-get", "-q", "download", "prometheus") ||
    (run("apt-get", "-q", "update") && run("apt-get", "-q", "download", "prometheus"));
  const [file] = fetched ? readdirSync(folder) : [];
  return file !== undefined && run("dpkg", "-x", file, "x") ? join(folder, "x/usr/bin/promtool") : null;
}

const promtool = process.env.PROMTOOL ?? (isThere("promtool") ? "promtool" : unpacked());
if (promtool === null || !isThere(promtool)) {
  console.error("promtool cannot be had here. Install Prometheus, or name promtool by PROMTOOL.");
  process.exit(2);
}
const tests = ["engine/src/api/prometheus", "test/end-to-end/api/metrics.test.ts"];
const { status } = spawnSync("vitest", ["run", ...tests, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, PROMTOOL: promtool },
});
process.exit(status ?? 1);
