/** What the page tells its user of its own accord: shown for a while, and spoken by screen readers. */

import { signal } from "@preact/signals";

export interface Message {
  readonly id: number;
  readonly tone: "ok" | "info" | "warn" | "bad";
  readonly text: string;
  /** Where more is said. */
  readonly link: { readonly href: string; readonly text: string } | null;
}

export const messages = signal<readonly Message[]>([]);
/** The newest text for screen readers; urgent ones interrupt. */
export const spoken = signal({ polite: "", urgent: "" });

let made = 0;
const most = 4;
const shownMs = 7000;

export function tell(text: string, tone: Message["tone"] = "info", link: Message["link"] = null): void {
  const id = ++made;
  messages.value = [...messages.value, { id, tone, text, link }].slice(-most);
  say(text, tone === "bad");
  setTimeout(dismiss, tone === "bad" ? 2 * shownMs : shownMs, id);
}

/** To screen readers alone. */
export function say(text: string, isUrgent: boolean): void {
  spoken.value = { ...spoken.value, [isUrgent ? "urgent" : "polite"]: text };
}

export function dismiss(id: number): void {
  messages.value = messages.value.filter((message) => message.id !== id);
}
