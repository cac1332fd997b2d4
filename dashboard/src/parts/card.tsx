/** A part of a view with its title. */

import type { ComponentChildren } from "preact";

interface CardProps {
  readonly title: string;
  /** Classes beside its own. */
  readonly looks?: string;
  /** What stands at the end of the title's line. */
  readonly beside?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Card({ title, looks = "", beside, children }: CardProps) {
  const heading = <h2>{title}</h2>;
  return (
    <section class={`card ${looks}`} aria-label={title}>
      {beside === undefined ? (
        heading
      ) : (
        <header class="row wrap spread">
          {heading}
          {beside}
        </header>
      )}
      {children}
    </section>
  );
}
