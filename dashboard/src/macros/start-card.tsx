/** A macro that the configuration has a command for. */

import { useSignal } from "@preact/signals";
import type { MacroList } from "../../../engine/src/api/contract.ts";
import { client } from "../client.ts";
import { Button } from "../parts/button.tsx";
import { Quoted } from "../parts/quoted.tsx";
import { Select } from "../parts/select.tsx";
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
        <Select
          class="compact"
          aria-label={`Level to start ${macro} with`}
          value={level.value}
          disabled={!mayAct.value}
          onChoose={(chosen) => (level.value = chosen)}
          choices={[["", "its level"], ...levels]}
        />
        <Button
          acts
          icon="play"
          looks="primary"
          of={macro}
          aria-busy={busy.value}
          disabled={refusal !== null && waitMs > 0}
          onClick={() => void start()}
        >
          Start
        </Button>
      </div>
    </article>
  );
}
