/** A browser's own dialog: it keeps the focus in, gives it back, and closes by Esc or a click beside it. */

import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "./icons.tsx";

interface DialogProps {
  readonly open: Signal<boolean>;
  readonly title: string;
  readonly children: ComponentChildren;
}

export function Dialog({ open, title, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const isOpen = open.value;
  useEffect(() => {
    const dialog = element.current!;
    if (isOpen && !dialog.open) dialog.showModal();
    else if (!isOpen && dialog.open) dialog.close();
  }, [isOpen]);
  const close = () => {
    open.value = false;
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it by itself; the click is for those who point.
    <dialog
      ref={element}
      aria-labelledby={heading}
      onClose={close}
      onClick={({ target }) => target === element.current && close()}
    >
      {isOpen ? (
        <div class="dialog-body">
          <header>
            <h2 id={heading}>{title}</h2>
            <button type="button" class="button quiet square" aria-label="Close" onClick={close}>
              <Icon name="close" />
            </button>
          </header>
          {children}
        </div>
      ) : null}
    </dialog>
  );
}
