/** Files that are started on their own: the engine, what prepares it, what outlives it, and demo macros. */

const fromSource = import.meta.url.endsWith(".ts");
/** The folder of the sources, or of the bundle, in which code of this file may stand anywhere. */
const root = fromSource
  ? new URL("./", import.meta.url)
  : new URL(import.meta.url.slice(0, import.meta.url.lastIndexOf("/dist/") + "/dist/".length));

/** The URL of an entry by its path under `src`, without ending: the source when this runs from source, else the bundle. */
export function entryUrl(name: string, bundled: ".js" | ".cjs" = ".js"): URL {
  return new URL(`${name}${fromSource ? ".ts" : bundled}`, root);
}
