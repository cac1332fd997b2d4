/** Whoever goes by keyboard does not fall back to the page's beginning when what they were at goes away or may not be pressed. */

/** What has the focus, and what it stands in, innermost first; empty once somebody points. */
let way: readonly HTMLElement[] = [];

export function keepFocus(): void {
  addEventListener("pointerdown", () => {
    way = [];
  });
  addEventListener("focusin", ({ target }) => {
    way = [...around(target)];
  });
  new MutationObserver(goOn).observe(document.body, { subtree: true, childList: true, attributeFilter: ["disabled"] });
}

function* around(target: EventTarget | null): Iterable<HTMLElement> {
  for (let at = target instanceof HTMLElement ? target : null; at !== null; at = at.parentElement) yield at;
}

function goOn(): void {
  const [last, ...outer] = way;
  if (last === undefined || (last.isConnected && !last.matches(":disabled"))) return;
  const { activeElement } = document;
  if (activeElement !== null && activeElement !== document.body && activeElement !== last) return;
  const place = outer.find(
    (each) => each.checkVisibility() && each.matches("main, dialog, [aria-label], [aria-labelledby]"),
  );
  if (place === undefined) return;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
