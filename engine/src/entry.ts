/** Files that are found from the code's own place: what is started on its own (the engine, demo macros …), and pages to read. */

const fromSource = import.meta.url.endsWith(".ts");
/** The folder of the sources, or of the bundle, in which code of this file may stand anywhere. */
const root = fromSource
  ? new URL("./", import.meta.url)
  : new URL(import.meta.url.slice(0, import.meta.url.lastIndexOf("/dist/") + "/dist/".length));

const copied = new URL("code-pages/", root);

/** The folders with a page for every code: beside what they are about, or copied beside the bundle. */
export const codePages = {
  lint: fromSource ? new URL("../../dsl/src/lint/rules/", root) : copied,
  configuration: fromSource ? new URL("config/pages/", root) : copied,
  language: fromSource ? new URL("../../dsl/src/diagnostics/pages/", root) : copied,
};

/** The URL of an entry by its path under `src`, without ending: the source when this runs from source, else the bundle. */
export function entryUrl(name: string, bundled: ".js" | ".cjs" = ".js"): URL {
  return new URL(`${name}${fromSource ? ".ts" : bundled}`, root);
}

/** The language server: it starts when it is imported, and reads the arguments of the process. */
export const languageServer = fromSource
  ? new URL("../../lsp/src/node/main.ts", root)
  : new URL("language-server.js", root);

/** The dashboard, built; from source as well, since a browser wants it built. */
export const dashboardFiles = fromSource ? new URL("../dist/dashboard/", root) : new URL("dashboard/", root);
