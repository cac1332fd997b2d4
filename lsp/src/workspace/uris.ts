/** URIs as the server keys things by: one spelling a file, however a client writes it. */

import { URI, Utils } from "vscode-uri";

/** Percent signs, the letter of a drive and so on in one way. What is no URI becomes one: whoever opens it has a set of its own. */
export function canonicalUri(uri: string): string {
  try {
    const path = uri.replace(/(?<=[^/])\/+$/, "");
    return URI.parse(path).toString();
  } catch {
    return URI.from({ scheme: "unknown", path: uri }).toString();
  }
}

export function parentOf(uri: string): string {
  return Utils.dirname(URI.parse(uri)).toString();
}

export function nameOf(uri: string): string {
  return Utils.basename(URI.parse(uri));
}

/** Something in a folder, by its name as the disk has it. */
export function childOf(folder: string, name: string): string {
  const parent = URI.parse(folder);
  return parent.with({ path: `${parent.path.replace(/\/$/, "")}/${name}` }).toString();
}

/** A path as a configuration has it, from the configuration's folder: relative, or absolute by either platform's custom. */
export function resolvedFrom(folder: string, path: string): string {
  const parent = URI.parse(folder);
  if (/^[A-Za-z]:[\\/]/.test(path)) return parent.with({ path: `/${path.replaceAll("\\", "/")}` }).toString();
  return Utils.resolvePath(parent, path).toString();
}

/** Whether a file or folder is below a folder. */
export function isUnder(folder: string, uri: string): boolean {
  return uri.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/** From a folder to a file, `/` as separator, `..` where it has to be; the whole URI where they share nothing. */
export function pathFrom(folder: string, uri: string): string {
  const [from, to] = [URI.parse(folder), URI.parse(uri)];
  if (from.scheme !== to.scheme || from.authority !== to.authority) return uri;
  const [steps, aims] = [from.path, to.path].map((path) => path.split("/").filter((part) => part !== ""));
  let shared = 0;
  while (shared < steps!.length && shared < aims!.length && steps![shared] === aims![shared]) shared++;
  return [...steps!.slice(shared).map(() => ".."), ...aims!.slice(shared)].join("/");
}
