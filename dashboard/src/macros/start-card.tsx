/** A macro that the configuration has a command for. */

import { useSignal } from "@preact/signals";
import type { MacroList } from "../../../engine/src/api/contract.ts";
import { client } from "../client.ts";
import { Icon } from "../parts/icons.tsx";
import { Quoted } from "../parts/quoted.tsx";
import { durationText } from "../parts/text.ts";
import { mayAct, now } from "../state/engine.ts";
import { perform } from "../state/perform.ts";
import { type Level, levels } from "./levels.ts";

export function StartCard({ entry }: { readonly entry: MacroList["configured"][number] }) {
  const { macro, profile, refusal, startsAt } = entry;
  const level = useSignal("");
  const busy = useSignal(false);
  const start = async () => {
    if (busy.value) return;
    busy.value = true;
    const request = level.value === "" ? {} : { level: level.value as Level };
    await perform(
      () => client.start(macro, request),
      ({ pid }) => `${macro} runs as ${pid}`,
    );
    busy.value = false;
  };
  const waitMs = startsAt === null ? 0 : Date.parse(startsAt) - now.value;
  return (
    <article class="card start" aria-label={macro}>
      <div>
        <h3>{macro}</h3>
        <p class="muted small">{profile === null ? "no profile: unprotected" : `profile ${profile}`}</p>
        {refusal === null ? null : (
          <p class="small start-refusal">
            <Quoted text={refusal} />
            {waitMs > 0 ? ` – in ${durationText(Math.ceil(waitMs / 1000) * 1000)}` : ""}
          </p>
        )}
      </div>
      <div class="row">
        <label>
          <span class="visually-hidden">Level to start {macro} with</span>
          <select
            class="compact"
            value={level.value}
            disabled={!mayAct.value}
            onChange={({ currentTarget: { value } }) => (level.value = value)}
          >
            <option value="">its level</option>
            {levels.map((each) => (
              <option value={each} key={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="button primary"
          aria-busy={busy.value}
          disabled={!mayAct.value || (refusal !== null && waitMs > 0)}
          onClick={() => void start()}
        >
          <Icon name="play" /> Start<span class="visually-hidden"> {macro}</span>
        </button>
      </div>
    </article>
  );
}
