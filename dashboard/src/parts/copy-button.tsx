/** Puts a text on the clipboard, and says so. */

import type { ComponentChildren } from "preact";
import { tell } from "../state/messages.ts";
import { Icon, type IconName } from "./icons.tsx";

interface CopyButtonProps {
  readonly text: string;
  readonly icon?: IconName;
  /** What is said once it is there: `The test is on the clipboard`. */
  readonly said: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

export function CopyButton({ text, icon = "copy", said, class: name = "", children }: CopyButtonProps) {
  return (
    <button type="button" class={`button ${name}`} onClick={() => void copy(text, said)}>
      <Icon name={icon} /> {children}
    </button>
  );
}

async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell(said, "ok");
  } catch {
    tell("The browser does not let this page write to the clipboard: select the text and copy it", "warn");
  }
}
