// Before `npm pack` and `npm publish` (prepack): bundles, and copies into the package what lies at the root of the clone.
// After them (postpack), called with `clean`: removes the copies.
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildIfStale } from "./build.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const copied = ["policies", "README.md", "LICENSE"];

function clean() {
  for (const name of copied) rmSync(join(root, "engine", name), { recursive: true, force: true });
}

if (process.argv[2] === "clean") {
  clean();
} else {
  await buildIfStale();
  clean();
  for (const name of copied) cpSync(join(root, name), join(root, "engine", name), { recursive: true });
}
