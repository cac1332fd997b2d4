/** What is wider or longer than its place: it scrolls, by keyboard too, and so has a name. */

import type { ComponentChildren } from "preact";

interface ScrollsProps {
  readonly name: string;
  readonly class: string;
  readonly children: ComponentChildren;
}

export function Scrolls({ name, class: looks, children }: ScrollsProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a place in the order of keys, keys could not scroll it.
    <section class={looks} tabIndex={0} aria-label={name}>
      {children}
    </section>
  );
}
