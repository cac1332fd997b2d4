/** The page's files as they go over the line: scripts that are copied made small, and everything compressed once, at the build. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { minifySync, type Plugin } from "vite";

/** In `public`, since their names and places stay as they are. */
const copiedScripts = ["sw.js", "theme.js"];

export function compressed(): Plugin {
  return {
    name: "compressed",
    writeBundle({ dir = "" }) {
      for (const path of copiedScripts.map((name) => join(dir, name)))
        writeFileSync(path, minifySync(path, readFileSync(path, "utf8"), { module: false }).code);
      const names = readdirSync(dir, { recursive: true, encoding: "utf8" });
      for (const path of names.filter((name) => /\.(?:html|js|css|svg|webmanifest)$/.test(name))) {
        const text = readFileSync(join(dir, path));
        writeFileSync(join(dir, `${path}.gz`), smallest(text));
        writeFileSync(join(dir, `${path}.br`), brotliCompressSync(text));
      }
    },
  };
}

/** Smaller memory makes shorter blocks, which fit some files better. */
function smallest(text: Buffer): Buffer {
  const tried = [5, 6, 7, 8, 9].map((memLevel) => gzipSync(text, { level: 9, memLevel }));
  return tried.reduce((least, each) => (each.length < least.length ? each : least));
}
