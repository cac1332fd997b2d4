/**
 * The language reads override files by a parser of YAML. The page gives it none: its worker is built without that parser, which would
 * be a sixth of it.
 */

import type { Plugin } from "vite";

const instead = "\0without-yaml";
/** All that the language asks of it; a name that is missing stops the build. */
const names = ["isAlias", "isMap", "isNode", "isScalar", "isSeq", "parseDocument", "visit"];

export function withoutYaml(): Plugin {
  return {
    name: "without-yaml",
    enforce: "pre",
    resolveId: { filter: { id: /^yaml$/ }, handler: () => instead },
    load: {
      filter: { id: /without-yaml$/ },
      handler: () => `
        const unread = () => { throw new Error("the page gives the language no override files"); };
        export { ${names.map((name) => `unread as ${name}`).join(", ")} };`,
    },
  };
}
