/** Light or dark: as the system has it, unless its user says otherwise. `public/theme.js` has the same before anything is drawn. */

import { effect, signal } from "@preact/signals";
import { store } from "./stored.ts";

export type Theme = "system" | "light" | "dark";

const stored = document.documentElement.dataset.theme;

export const theme = signal<Theme>(stored === "light" || stored === "dark" ? stored : "system");

/** Whether the page is dark now, however that came. */
const systemDark = matchMedia("(prefers-color-scheme: dark)");
export const isDark = signal(false);

effect(() => {
  const chosen = theme.value;
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  store("theme", chosen === "system" ? null : chosen);
  judgeDark();
});
systemDark.addEventListener("change", judgeDark);

function judgeDark(): void {
  isDark.value = theme.value === "system" ? systemDark.matches : theme.value === "dark";
}

const order: readonly Theme[] = ["system", "light", "dark"];

export function nextTheme(): void {
  theme.value = order[(order.indexOf(theme.value) + 1) % order.length]!;
}
