/** A browser's own dialog: it keeps the focus in, gives it back, and closes by Esc or a click beside it. */

import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "./button.tsx";

interface DialogProps {
  readonly open: Signal<boolean>;
  readonly title: string;
  readonly children: ComponentChildren;
}

export function Dialog({ open, title, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
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
      aria-label={title}
      onClose={close}
      onClick={({ target }) => target === element.current && close()}
    >
      {isOpen ? (
        <div class="stack dialog-body">
          <header class="row spread">
            <h2>{title}</h2>
            <Button icon="close" looks="quiet square" aria-label="Close" onClick={close} />
          </header>
          {children}
        </div>
      ) : null}
    </dialog>
  );
}
