/** Lets rules fire without consequences for a while, now or later. */

import { effect, signal, useSignal } from "@preact/signals";
import { client } from "../client.ts";
import { Dialog } from "../parts/dialog.tsx";
import { macros } from "../state/engine.ts";
import { type MuteScope, muteFor } from "../state/mute-scope.ts";
import { perform } from "../state/perform.ts";

const open = signal(false);
effect(() => {
  open.value = muteFor.value !== null;
});
effect(() => {
  if (!open.value) muteFor.value = null;
});

const spans = [
  { for: "5m", title: "5 min" },
  { for: "15m", title: "15 min" },
  { for: "1h", title: "1 h" },
  { for: "4h", title: "4 h" },
  { for: "", title: "From … to" },
] as const;

export function MuteForm() {
  return (
    <Dialog open={open} title="Mute rules">
      {muteFor.value === null ? null : <Fields scope={muteFor.value} />}
    </Dialog>
  );
}

function Fields({ scope }: { readonly scope: MuteScope }) {
  const macro = useSignal(scope.macro ?? "");
  const rule = useSignal(scope.rule ?? "");
  const span = useSignal<string>("15m");
  const busy = useSignal(false);
  const names = [...new Set(macros.value.map((run) => run.macro))];
  const rules = [
    ...new Set(
      macros.value
        .filter((run) => macro.value === "" || run.macro === macro.value)
        .flatMap((run) => run.rules.map((entry) => entry.rule)),
    ),
  ];
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy.value) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const read = (name: string) => String(form.get(name) ?? "");
    const time = (name: string) => new Date(read(name)).toISOString();
    const when = span.value === "" ? { from: time("from"), until: time("until") } : { for: span.value };
    busy.value = true;
    const request = { macro: macro.value || null, rule: rule.value || null, reason: read("reason").trim(), ...when };
    const answer = await perform(
      () => client.mute(request),
      () => "Muted",
    );
    busy.value = false;
    if (answer !== null) open.value = false;
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <p class="muted small">
        Rules go on being judged and recorded; nothing is done about it. What still fires when the mute ends acts then.
      </p>
      <div class="two">
        <Choice title="Macro" every="every macro" options={names} chosen={macro} />
        <Choice title="Rule" every="every rule" options={rules} chosen={rule} />
      </div>
      <fieldset class="field">
        <legend class="visually-hidden">How long</legend>
        <div class="segments">
          {spans.map(({ for: value, title }) => (
            <button type="button" key={title} aria-pressed={span.value === value} onClick={() => (span.value = value)}>
              {title}
            </button>
          ))}
        </div>
      </fieldset>
      {span.value === "" ? <Window /> : null}
      <label class="field">
        <span>Reason</span>
        <input name="reason" required maxLength={1000} placeholder="Who reads the record wants to know why" />
      </label>
      <div class="row spread">
        <button type="button" class="button" onClick={() => (open.value = false)}>
          Leave it
        </button>
        <button type="submit" class="button primary" aria-busy={busy.value}>
          Mute
        </button>
      </div>
    </form>
  );
}

/** In the reader's zone, as the browser has it. */
function Window() {
  const at = (ms: number) => {
    const time = new Date(Date.now() + ms);
    return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  };
  return (
    <div class="two">
      <label class="field">
        <span>From</span>
        <input type="datetime-local" name="from" required value={at(3_600_000)} />
      </label>
      <label class="field">
        <span>Until</span>
        <input type="datetime-local" name="until" required value={at(7_200_000)} />
      </label>
    </div>
  );
}

interface ChoiceProps {
  readonly title: string;
  readonly every: string;
  readonly options: readonly string[];
  readonly chosen: { value: string };
}

function Choice({ title, every, options, chosen }: ChoiceProps) {
  const all = chosen.value === "" || options.includes(chosen.value) ? options : [chosen.value, ...options];
  return (
    <label class="field">
      <span>{title}</span>
      <select value={chosen.value} onChange={({ currentTarget: { value } }) => (chosen.value = value)}>
        <option value="">{every}</option>
        {all.map((option) => (
          <option value={option} key={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}
