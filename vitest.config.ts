import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{dsl,engine,bench}/src/**/*.test.ts", "bench/*.test.ts", "test/**/*.test.ts", "scripts/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    globalSetup: ["test/setup/build.ts"],
  },
});
