/** The licences of the packages that are inside, each text once. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";

export function thirdPartyLicenses(root: string, bundles: readonly { readonly metafile: Metafile }[]): string {
  const files = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const packages = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const byText = new Map<string, string[]>();
  for (const path of [...packages].sort()) {
    const text = licenseOf(join(root, path));
    byText.set(text, [...(byText.get(text) ?? []), path.split("node_modules/").at(-1)!]);
  }
  return [...byText].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`).join(`\n${"-".repeat(80)}\n\n`);
}

function licenseOf(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${folder} has no licence to pass on`);
  return readFileSync(join(folder, file), "utf8").trim();
}
