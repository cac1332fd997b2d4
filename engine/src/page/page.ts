/** A page that needs nothing else: no script, and nothing from anywhere. */

import { Html, h } from "./html.ts";
import { style } from "./style.ts";

/** The page may load nothing, whatever a name in it says. */
const security = "default-src 'none'; style-src 'unsafe-inline'";

export function pageOf(title: string, ...body: readonly Parameters<typeof h>[2][]): string {
  const head = h(
    "head",
    {},
    h("meta", { charset: "utf-8" }),
    h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    h("meta", { "http-equiv": "Content-Security-Policy", content: security }),
    h("title", {}, title),
    // Browsers read it as it stands: what is escaped elsewhere would be no style.
    h("style", {}, new Html(style)),
  );
  return `<!DOCTYPE html>\n${h("html", { lang: "en" }, head, h("body", {}, ...body)).text}\n`;
}
