/** What samplers ask of systeminformation is there in the extension's server too. */

import { build, type Plugin } from "esbuild";
import { expect, test } from "vitest";
import type { SystemInformation } from "../../engine/src/metrics/surroundings.ts";
import { withoutUnasked } from "./leave-out.ts";

const asked = {
  mem: true,
  fsStats: true,
  fsSize: true,
  networkStats: true,
  cpuTemperature: true,
  graphics: true,
  battery: true,
} satisfies Record<keyof SystemInformation, true>;

async function bundled(plugins: readonly Plugin[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: 'module.exports = require("systeminformation")', resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    platform: "node",
    format: "cjs",
    plugins: [...plugins],
  });
  return outputFiles[0]!.text;
}

test("every question is answered, and what nobody asks is gone", async () => {
  const code = await bundled([withoutUnasked]);
  expect(code.length / (await bundled([])).length).toBeLessThan(0.8);
  const module = { exports: {} as Record<string, () => Promise<unknown>> };
  new Function("module", "require", code)(
    module,
    process.getBuiltinModule("node:module").createRequire(import.meta.url),
  );
  for (const question of Object.keys(asked)) expect(await module.exports[question]!(), question).toBeTypeOf("object");
});
