/** Names as browsers send them, which are compared letter by letter: a slash too many would match nothing, and never say so. */

import { meantBy } from "./problem.ts";
import { type Shape, text } from "./setting.ts";

/** A text that `normal` gives back as it is. */
function written(normal: (text: string) => string | null, what: string, example: string): Shape<string> {
  return {
    form: text.form,
    read(reader, node, at) {
      const found = text.read(reader, node, at);
      const near = found === null ? null : normal(found);
      if (found === null || found === near) return found;
      const hint = near === null ? `write one such as ${example}` : `did you mean \`${near}\`?`;
      const meant = meantBy(near);
      reader.report(reader.spanOf(node, at), "wrong-value", `\`${found}\` is not ${what}; ${hint}`, { meant });
      return null;
    },
  };
}

function hostOf(text: string): string | null {
  const isAddress = /^[\da-f]*:[\da-f:]*$/i.test(text);
  const url = URL.parse(isAddress ? `http://[${text}]` : text.includes("://") ? text : `http://${text}`);
  return url === null || url.hostname.includes("*") ? null : url.hostname.replace(/^\[|\]$/g, "");
}

function originOf(text: string): string | null {
  if (text.includes("*")) return null;
  const url = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (url === null || url.host === "" || text === "null") return null;
  // Editors' and extensions' pages have schemes of their own.
  return url.origin === "null" ? `${url.protocol}//${url.host}` : url.origin;
}

export const hostName: Shape<string> = written(hostOf, "a host's name alone", "games.example.net");

export const origin: Shape<string> = written(
  originOf,
  "an origin: scheme, host and port alone",
  '"https://overlay.example.net"',
);
