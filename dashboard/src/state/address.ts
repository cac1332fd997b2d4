/** Addresses of views, as they stand behind `#`: `#/cancellations/ID?macro=heal`. Pure. */

export interface Route {
  /** The first part; `live` where there is none. */
  readonly view: string;
  /** The parts behind it, decoded. */
  readonly parts: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

export function readRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const [view = "", ...parts] = path.split("/").map(decode);
  return {
    view: view === "" ? "live" : view,
    parts: parts.filter((part) => part !== ""),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The address of a view, for links. Empty and absent values of the query are left out. */
export function href(
  view: string,
  parts: readonly string[] = [],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const path = [view, ...parts].map(encodeURIComponent).join("/");
  return `#/${path}${searchOf(query)}`;
}

/** `?macro=heal`, or nothing where nothing is given. */
export function searchOf(query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

/** Malformed escapes are taken as they are written. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
