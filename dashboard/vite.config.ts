/** How the page is built: a few files beside each other, found by relative paths. */

import { defineConfig } from "vite";
import { compressed } from "./build/compressed.ts";
import { leanUplot } from "./build/lean-uplot.ts";
import { terse } from "./build/terse.ts";
import { withoutYaml } from "./build/without-yaml.ts";

export default defineConfig({
  base: "./",
  // Shorter than calls of the automatic runtime, which wrap children in properties.
  oxc: { jsx: { runtime: "classic", pragma: "h", pragmaFrag: "Fragment" } },
  plugins: [leanUplot(), terse(), compressed()],
  worker: { format: "es", plugins: () => [withoutYaml()] },
  build: {
    target: "es2022",
    // As old as `light-dark()` in browsers, on which the colours stand.
    cssTarget: ["chrome123", "firefox125", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // On a busy machine it would be told at every build.
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: { minify: false },
      transform: { inject: { h: ["preact", "h"], Fragment: ["preact", "Fragment"] } },
    },
  },
});
