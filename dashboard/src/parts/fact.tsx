/** In a list of them: a name, and what is to be said of it. */

import type { ComponentChildren } from "preact";

interface FactProps {
  readonly name: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Fact({ name, children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
