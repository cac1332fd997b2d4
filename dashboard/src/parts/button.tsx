/** What is pressed, with a drawing or without. */

import type { ComponentProps } from "preact";
import { mayAct } from "../state/engine.ts";
import { Icon, type IconName } from "./icons.tsx";

interface ButtonProps extends Omit<ComponentProps<"button">, "icon"> {
  readonly icon?: IconName;
  /** Classes beside its own: `quiet`, `primary`. */
  readonly looks?: string;
  /** Whose it is, for those who do not see where it stands. */
  readonly of?: string;
  /** It changes something at the engine: who may only look cannot press it. */
  readonly acts?: boolean;
}

export function Button({ icon, looks = "", of, acts = false, disabled, children, ...rest }: ButtonProps) {
  return (
    <button type="button" class={`button ${looks}`} disabled={disabled || (acts && !mayAct.value)} {...rest}>
      {icon === undefined ? null : <Icon name={icon} />} {children}
      {of === undefined ? null : <span class="visually-hidden"> {of}</span>}
    </button>
  );
}
