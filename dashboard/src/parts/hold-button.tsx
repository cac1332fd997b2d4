/**
 * A button that acts once it has been held down, by finger, mouse or key: what must not happen by a slip, and needs no
 * dialog. Who cannot hold (a screen reader's click has no length) presses twice.
 */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { say } from "../state/messages.ts";

interface HoldButtonProps {
  readonly children: ComponentChildren;
  /** What it does, as in "Stop all macros". */
  readonly does: string;
  readonly onHeld: () => void;
  readonly disabled?: boolean;
  readonly class?: string;
}

const holdMs = 1000;
const armedMs = 5000;

export function HoldButton({ children, does, onHeld, disabled = false, class: name = "" }: HoldButtonProps) {
  const state = useSignal<"idle" | "holding" | "hint" | "armed">("idle");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wasHeld = useRef(false);
  const wait = (ms: number, then: () => void) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(then, ms);
  };
  const rest = () => {
    state.value = "idle";
  };
  const act = () => {
    wasHeld.current = true;
    clearTimeout(timer.current);
    rest();
    onHeld();
  };
  const begin = () => {
    if (disabled || state.value === "holding") return;
    wasHeld.current = false;
    state.value = "holding";
    wait(holdMs, act);
  };
  const letGo = () => {
    if (state.value !== "holding") return;
    state.value = "hint";
    say(`Keep holding: ${does}`, false);
    wait(armedMs / 2, rest);
  };
  const click = ({ detail }: MouseEvent) => {
    // A click that nobody's finger or key made.
    if (detail !== 0 || wasHeld.current) return;
    if (state.value === "armed") return act();
    state.value = "armed";
    say(`Press again: ${does}`, true);
    wait(armedMs, rest);
  };
  const key = (event: KeyboardEvent, then: () => void) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    if (!event.repeat) then();
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <button
      type="button"
      class={`button hold ${name}`}
      data-state={state.value}
      disabled={disabled}
      style={{ "--hold": `${holdMs}ms` }}
      onPointerDown={({ button }) => button === 0 && begin()}
      onPointerUp={letGo}
      onPointerLeave={letGo}
      onPointerCancel={letGo}
      onBlur={letGo}
      onKeyDown={(event) => key(event, begin)}
      onKeyUp={(event) => key(event, letGo)}
      onClick={click}
      onContextMenu={(event) => event.preventDefault()}
      aria-description={`Hold for a second: ${does}`}
    >
      <span class="hold-fill" aria-hidden="true" />
      <span class="hold-face">
        {state.value === "hint" ? "Keep holding" : state.value === "armed" ? "Press again" : children}
      </span>
    </button>
  );
}
