/** How folders of policies are searched, on disk and in a commit: what is passed over, and in which order files are read. */

/** A folder of this name: what is hidden, and what packages bring. */
export function isPassedOver(folder: string): boolean {
  return folder.startsWith(".") || folder === "node_modules";
}

/** Names of the files that are read. */
export const policyFile = /\.macropolicy$/;
export const overrideFile = /\.(ya?ml|json)$/;

interface Found {
  /** Below the folder under which it was found, `/` as separator. */
  readonly below: string;
}

/** Of several folders too, a set is in the order of the paths below them. */
export function byPathBytes(a: Found, b: Found): number {
  return Buffer.compare(Buffer.from(a.below), Buffer.from(b.below));
}
