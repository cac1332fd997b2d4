/** What is asked of the page's user, under its name. */

import type { ComponentChildren } from "preact";

export function Field({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: what is asked with stands between its tags.
    <label class="field">
      <span>{name}</span>
      {children}
    </label>
  );
}

/** The texts of a form that is sent, by the names of its fields; the browser does not send it. */
export function textsOf(event: SubmitEvent): (name: string) => string {
  event.preventDefault();
  const form = new FormData(event.currentTarget as HTMLFormElement);
  return (name) => String(form.get(name) ?? "").trim();
}
