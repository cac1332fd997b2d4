/** Files that are started on their own: worker threads and demo macros. */

/** The URL of an entry by its path under `src`, without ending: the source when this runs from source, else the bundle. */
export function entryUrl(name: string): URL {
  return new URL(`./${name}${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);
}
