/** Keys that work anywhere on the page, but not where somebody writes. */

import { useEffect } from "preact/hooks";
import { chartsPaused } from "../chart/time-range.ts";
import { mayAct } from "../state/engine.ts";
import { muteFor } from "../state/mute-scope.ts";
import { go, href } from "../state/route.ts";
import { nextTheme } from "../state/theme.ts";
import { views } from "../views.ts";
import { helpShown } from "./help.tsx";

export function useShortcuts(): void {
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function onKey(event: KeyboardEvent): void {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey || event.defaultPrevented || isWriting(target)) return;
  if (document.querySelector("dialog[open]") !== null) return;
  const act = keys[key.toLowerCase()] ?? toView(Number(key) - 1);
  if (act === null) return;
  event.preventDefault();
  act();
}

const keys: Readonly<Record<string, () => void>> = {
  p: () => {
    chartsPaused.value = !chartsPaused.value;
  },
  m: () => {
    if (!mayAct.value) return;
    go(href("macros"));
    muteFor.value = { macro: null, rule: null };
  },
  t: nextTheme,
  "?": () => {
    helpShown.value = true;
  },
  "/": () => document.querySelector<HTMLElement>("main [data-filter]")?.focus(),
};

function toView(index: number): (() => void) | null {
  const view = views[index];
  return view === undefined ? null : () => go(href(view.id));
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}
