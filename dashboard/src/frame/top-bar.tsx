/** Above every view: its name, the state of the guard in a line, and the way to stop everything. */

import type { CheckResult } from "../../../engine/src/api/contract.ts";
import { client } from "../client.ts";
import { Button } from "../parts/button.tsx";
import { HoldButton } from "../parts/hold-button.tsx";
import { Icon } from "../parts/icons.tsx";
import { countText } from "../parts/text.ts";
import { macros, mayAct, snapshot } from "../state/engine.ts";
import { perform } from "../state/perform.ts";
import type { View } from "../views.ts";
import { ThemeButton } from "./menu.tsx";

export function TopBar({ view }: { readonly view: View }) {
  const count = macros.value.length;
  return (
    <header class="top">
      <div>
        <h1>{view.title}</h1>
        <p class="muted">{snapshot.value === null ? " " : guardText()}</p>
      </div>
      <div class="row">
        <span class="only-small">
          <ThemeButton />
        </span>
        <Button
          acts
          icon="refresh"
          looks="quiet only-wide"
          title="Looks at the machine and judges every rule now, besides those of the clock"
          onClick={() => void perform(client.check, sayCheck)}
        >
          Check now
        </Button>
        <HoldButton
          class="danger"
          does={`stop ${count === 1 ? "the running macro" : `all ${count} running macros`}`}
          disabled={count === 0 || !mayAct.value}
          onHeld={stopAll}
        >
          <Icon name="stop" /> Stop all
        </HoldButton>
      </div>
    </header>
  );
}

function guardText(): string {
  const guarded = macros.value.filter(({ profile }) => profile !== null).length;
  const unprotected = macros.value.length - guarded;
  const rest = unprotected === 0 ? "" : `, ${unprotected} unprotected`;
  return macros.value.length === 0 ? "No macro is running" : `${guarded} guarded${rest}`;
}

function sayCheck({ decisions }: CheckResult): string {
  const fired = decisions.filter(({ event }) => event === "fire");
  return fired.length === 0
    ? "Every rule was judged, and none fired"
    : `Every rule was judged: ${fired.map(({ macro, rule }) => `${rule} of ${macro}`).join(", ")} fired`;
}

function stopAll(): void {
  void perform(client.stopAll, ({ stopping }) => `Stopping ${countText(stopping.length, "macro")}`);
}
