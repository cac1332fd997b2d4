/** Which view is shown, by the part of the address behind `#`. */

import { signal } from "@preact/signals";
import { type Route, readRoute } from "./address.ts";

export { href } from "./address.ts";

export const route = signal<Route>(readRoute(location.hash));

addEventListener("hashchange", () => {
  route.value = readRoute(location.hash);
});

/** `replace`: the way back leads past the address that is left, as for filters that change while one types. */
export function go(address: string, { replace = false } = {}): void {
  if (!replace) {
    location.hash = address;
    return;
  }
  history.replaceState(null, "", address);
  route.value = readRoute(location.hash);
}
