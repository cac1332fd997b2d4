/** The page's files as they go over the line: what is copied made small, and everything compressed once, at the build. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { gzipAsync } from "@gfx/zopfli";
import { minify } from "terser";
import type { Plugin } from "vite";

/** In `public`, since their names and places stay as they are. */
const copied: Readonly<Record<string, (text: string) => string | Promise<string>>> = {
  "sw.js": shortScript,
  "theme.js": shortScript,
  "manifest.webmanifest": (text) => JSON.stringify(JSON.parse(text)),
};

export function compressed(): Plugin {
  return {
    name: "compressed",
    transformIndexHtml: { order: "post", handler: (page) => page.replace(/<!--.*?-->/gs, "").replace(/\n\s*/g, "\n") },
    async writeBundle({ dir = "" }) {
      for (const [name, short] of Object.entries(copied)) {
        const path = join(dir, name);
        writeFileSync(path, await short(readFileSync(path, "utf8")));
      }
      const names = readdirSync(dir, { recursive: true, encoding: "utf8" });
      for (const path of names.filter((name) => /\.(?:html|js|css|svg|webmanifest)$/.test(name))) {
        const text = readFileSync(join(dir, path));
        writeFileSync(join(dir, `${path}.gz`), await gzipped(text));
        writeFileSync(join(dir, `${path}.br`), brotliCompressSync(text));
      }
    },
  };
}

async function shortScript(text: string): Promise<string> {
  return (await minify(text)).code!;
}

/** Zopfli searches a hundred times as long for a form that is a twentieth shorter: too long for the language. */
function gzipped(text: Buffer): Promise<Uint8Array> | Buffer {
  return text.length > 250_000 ? gzipSync(text, { level: 9 }) : gzipAsync(text, { numiterations: 15 });
}
