/** Of suites that bring what they need: run with `--root` in their folder. */

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["*.spec.ts"],
    globalSetup: ["../setup/build.ts"],
    testTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
