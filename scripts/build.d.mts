import type { Metafile } from "esbuild";

export function buildIfStale(): Promise<void>;
export function keepLicenses(bundles: readonly { readonly metafile: Metafile }[], folder: string): void;
