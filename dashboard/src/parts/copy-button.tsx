/** Puts a text on the clipboard, and says so. */

import type { ComponentChildren } from "preact";
import { tell } from "../state/messages.ts";
import { Button } from "./button.tsx";
import type { IconName } from "./icons.tsx";

interface CopyButtonProps {
  readonly text: string;
  readonly icon?: IconName;
  /** What is said once it is there: `The test is on the clipboard`. */
  readonly said: string;
  readonly looks?: string;
  readonly children: ComponentChildren;
}

export function CopyButton({ text, icon = "copy", said, ...rest }: CopyButtonProps) {
  return <Button icon={icon} onClick={() => void copy(text, said)} {...rest} />;
}

async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell(said, "ok");
  } catch {
    tell("The browser does not let this page write to the clipboard: select the text and copy it", "warn");
  }
}
