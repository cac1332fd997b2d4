/** Every macro that runs, and those that may be started. */

import { useSignal } from "@preact/signals";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icons.tsx";
import { countText } from "../parts/text.ts";
import { configured, macros, snapshot } from "../state/engine.ts";
import { muteFor } from "../state/mute-scope.ts";
import { MacroCard } from "./macro-card.tsx";
import { MuteForm } from "./mute-form.tsx";
import { Mutes } from "./mutes.tsx";
import { StartCard } from "./start-card.tsx";

/** From so many on, a filter is worth its place. */
const many = 5;

export function MacrosView() {
  const filter = useSignal("");
  const wanted = filter.value.trim().toLowerCase();
  const shown = macros.value.filter(({ macro, title, profile, pid }) =>
    [macro, title, profile, pid].some((text) =>
      String(text ?? "")
        .toLowerCase()
        .includes(wanted),
    ),
  );
  const idle = configured.value.filter(({ running }) => !running);
  return (
    <div class="stack">
      <div class="row spread wrap">
        {macros.value.length < many ? (
          <span class="muted">
            {macros.value.length === 0 ? "" : `${countText(macros.value.length, "macro")} running`}
          </span>
        ) : (
          <input
            type="search"
            class="filter"
            data-filter
            placeholder="Filter by name, profile or pid"
            aria-label="Filter macros"
            value={filter.value}
            onInput={({ currentTarget: { value } }) => (filter.value = value)}
          />
        )}
        <Button acts icon="mute" onClick={() => (muteFor.value = { macro: null, rule: null })}>
          Mute…
        </Button>
      </div>
      <Mutes />
      {shown.length === 0 ? (
        <div class="card empty">
          <Icon name="shield" />
          <p>{emptyText(wanted)}</p>
        </div>
      ) : (
        <div class="many macros">
          {shown.map((macro) => (
            <MacroCard macro={macro} key={macro.id} />
          ))}
        </div>
      )}
      {idle.length === 0 ? null : (
        <section class="stack" aria-label="Macros that may be started">
          <h2>Ready to start</h2>
          <div class="many starts">
            {idle.map((entry) => (
              <StartCard entry={entry} key={entry.macro} />
            ))}
          </div>
        </section>
      )}
      <MuteForm />
    </div>
  );
}

function emptyText(wanted: string): string {
  if (snapshot.value === null) return "Waiting for the engine…";
  if (wanted !== "") return `No running macro has “${wanted}” in its name, profile or pid.`;
  return "No macro is running. Start one below, by macro-engine run, or by whatever you play with: the engine finds it.";
}
