import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { defaultExclude, defineConfig } from "vitest/config";

const tests = [
  "{dsl,engine,lsp,vscode-extension,dashboard}/src/**/*.test.ts",
  "vscode-extension/build/**/*.test.ts",
  "bench/*.test.ts",
  "test/**/*.test.ts",
  "scripts/**/*.test.ts",
];

/** Tests with processes, sockets, signals, a terminal, what a process has once, its zone, its heap, or that want a core each. */
const withProcesses = [
  "engine/src/{actions,api,audit,control,control-plane,daemon,discord,notify,macros,metrics,store}/**/*.test.ts",
  "engine/src/cli/*.test.ts",
  "engine/src/cli/screen/*.test.ts",
  "engine/src/cli/report/**/{page,lint-formats}.test.ts",
  "engine/src/runtime/{memory,zone-clock}.test.ts",
  "engine/src/*.test.ts",
  "lsp/src/{node,fuzz}/*.test.ts",
  "vscode-extension/{build/package,src/{engine,new-policy}/*}.test.ts",
  "test/end-to-end/**/*.test.ts",
  "test/{browser,docs}.test.ts",
];

/** What is packed and delivered, installed and run as its users do; `npm run test:delivery`. */
const delivered = ["test/ci/*.test.ts", "test/end-to-end/package.test.ts"];

const thorough = process.env.THOROUGH === "1";

export default defineConfig({
  test: {
    // Only hangs take longer, on a machine that is busy with other things too.
    testTimeout: thorough ? 900_000 : 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 45_000 } },
    globalSetup: ["test/setup/build.ts"],
    provide: { thorough },
    // Processes and threads that begin from source: each would strip its types and compile them anew.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") },
    projects: [
      // Most tests only call functions: to load the language anew for each of their files would take as long as many of them.
      {
        extends: true,
        test: {
          name: "functions",
          include: tests,
          exclude: [...defaultExclude, ...withProcesses, ...delivered],
          isolate: false,
          maxWorkers: availableParallelism(),
        },
      },
      // Those with processes wait for them most of the time. One after the other, since the projects differ in how many run at once.
      {
        extends: true,
        test: {
          name: "processes",
          include: withProcesses,
          exclude: [...defaultExclude, ...delivered],
          maxWorkers: 2 * availableParallelism() + 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: "delivery", include: delivered, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
