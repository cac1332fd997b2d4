/** Lets rules fire without consequences for a while, now or later. */

import { effect, signal, useSignal } from "@preact/signals";
import { client } from "../client.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Field, textsOf } from "../parts/field.tsx";
import { Segments, Select } from "../parts/select.tsx";
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
  ["5m", "5 min"],
  ["15m", "15 min"],
  ["1h", "1 h"],
  ["4h", "4 h"],
  ["", "From … to"],
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
  const span = useSignal("15m");
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
    const read = textsOf(event);
    if (busy.value) return;
    const time = (name: string) => new Date(read(name)).toISOString();
    const when = span.value === "" ? { from: time("from"), until: time("until") } : { for: span.value };
    busy.value = true;
    const request = { macro: macro.value || null, rule: rule.value || null, reason: read("reason"), ...when };
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
      <Segments label="How long" choices={spans} value={span.value} onChoose={(chosen) => (span.value = chosen)} />
      {span.value === "" ? <Window /> : null}
      <Field name="Reason">
        <input name="reason" required maxLength={1000} placeholder="Who reads the record wants to know why" />
      </Field>
      <div class="row spread">
        <Button onClick={() => (open.value = false)}>Leave it</Button>
        <Button type="submit" looks="primary" aria-busy={busy.value}>
          Mute
        </Button>
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
      <Field name="From">
        <input type="datetime-local" name="from" required value={at(3_600_000)} />
      </Field>
      <Field name="Until">
        <input type="datetime-local" name="until" required value={at(7_200_000)} />
      </Field>
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
    <Field name={title}>
      <Select
        value={chosen.value}
        onChoose={(value) => (chosen.value = value)}
        choices={[["", every], ...all.map((option) => [option, option] as const)]}
      />
    </Field>
  );
}
