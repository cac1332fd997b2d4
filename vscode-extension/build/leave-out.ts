/** Leaves out of the server what of systeminformation nobody asks: radios, containers, processes. */

import type { Plugin } from "esbuild";

const unasked = /^\.\/(audio|bluetooth|docker|internet|osinfo|printer|processes|system|usb|users|virtualbox|wifi)$/;

export const withoutUnasked: Plugin = {
  name: "without-unasked",
  setup(build) {
    build.onResolve({ filter: unasked }, ({ path, importer }) =>
      /[\\/]systeminformation[\\/]/.test(importer) ? { path, namespace: "without-unasked" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "without-unasked" }, () => ({ contents: "module.exports = {};" }));
  },
};
