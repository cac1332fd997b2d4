import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{dsl,engine,bench}/src/**/*.test.ts", "bench/*.test.ts", "test/**/*.test.ts", "scripts/**/*.test.ts"],
    // The end-to-end tests mostly wait for processes: on two cores, one file at a time would waste one of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Only hangs take longer, on a machine that is busy with other things too.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    globalSetup: ["test/setup/build.ts"],
  },
});
