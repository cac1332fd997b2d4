import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["*.spec.ts"],
    globalSetup: ["../setup/build.ts"],
    testTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
