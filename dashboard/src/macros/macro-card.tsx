/** A running macro: what it is, how near its limits, and what can be done with it. */

import type { MacroStatus } from "../../../engine/src/api/contract.ts";
import { client } from "../client.ts";
import { Button } from "../parts/button.tsx";
import { Fact } from "../parts/fact.tsx";
import { Icon } from "../parts/icons.tsx";
import { LevelPill, StatePill } from "../parts/pills.tsx";
import { Select } from "../parts/select.tsx";
import { quantityText, stopwatchText, timeText } from "../parts/text.ts";
import { mayAct, measurements, now } from "../state/engine.ts";
import { muteFor } from "../state/mute-scope.ts";
import { perform } from "../state/perform.ts";
import { type Level, levels } from "./levels.ts";
import { RuleList } from "./rule-list.tsx";
import { RunningTime } from "./running-time.tsx";

export function MacroCard({ macro }: { readonly macro: MacroStatus }) {
  const { macro: name, title, profile, level, state, rules } = macro;
  return (
    <article
      class="card stack macro"
      data-protected={profile !== null}
      data-alarm={alarmOf(rules)}
      aria-label={title ?? name}
    >
      <header class="macro-head">
        <div>
          <h2>{title ?? name}</h2>
          <Facts macro={macro} />
        </div>
        <div class="row wrap macro-pills">
          <LevelPill level={profile === null ? null : level} />
          <StatePill state={state} />
        </div>
      </header>
      <RunningTime macro={macro} />
      <Order macro={macro} />
      {profile === null ? <Unprotected name={name} /> : null}
      <RuleList macro={macro} />
      <Own macro={macro} />
      <Acts macro={macro} />
    </article>
  );
}

/** A rule that only warns is no more than a warning. */
function alarmOf(rules: MacroStatus["rules"]): "none" | "warning" | "critical" {
  const active = rules.filter(({ state }) => state !== "idle");
  if (active.some(({ state, action }) => state === "firing" && action !== "warn")) return "critical";
  return active.length === 0 ? "none" : "warning";
}

const origins: Readonly<Record<MacroStatus["origin"], string>> = {
  child: "started by the engine",
  attached: "attached",
  found: "found by its name",
  registered: "registered itself",
};

function Facts({ macro: { macro, title, profile, pid, origin } }: { readonly macro: MacroStatus }) {
  const facts = [
    title === null || title === macro ? null : macro,
    profile === null ? "no profile" : `profile ${profile}`,
    pid === null ? "no process of its own" : `pid ${pid}`,
    origins[origin],
  ];
  return <p class="muted small">{facts.filter((fact) => fact !== null).join(" · ")}</p>;
}

function Unprotected({ name }: { readonly name: string }) {
  return (
    <p class="note" data-tone="warn">
      <Icon name="unshielded" />
      <span>
        No profile is for <strong>{name}</strong>: it is watched, and nothing is ever done about it but what you do
        here.
      </span>
    </p>
  );
}

/** What it was told, until it says that it did so. */
function Order({ macro: { order } }: { readonly macro: MacroStatus }) {
  if (order === null) return null;
  const left = order.graceMs === null ? null : Date.parse(order.time) + order.graceMs - now.value;
  const deadline = left === null ? "" : left > 0 ? `; ${stopwatchText(left)} left` : "; its time is up";
  return (
    <p class="note" data-tone={order.order === "cancel" ? "bad" : "warn"}>
      <Icon name="clock" />
      <span>
        Told to {order.order} at {timeText(order.time)}, and has not answered yet{deadline}. {order.reason}
      </span>
    </p>
  );
}

/** What it uses and says of itself. */
function Own({ macro: { metrics } }: { readonly macro: MacroStatus }) {
  const dimensions = new Map(measurements.value?.metrics.map(({ metric, dimension }) => [metric, dimension]));
  const shown = Object.entries(metrics).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number" && entry[0] !== "duration",
  );
  return shown.length === 0 ? null : (
    <details>
      <summary>What it measures</summary>
      <dl class="facts across">
        {shown.map(([metric, value]) => (
          <Fact key={metric} name={metric}>
            {quantityText(value, dimensions.get(metric))}
          </Fact>
        ))}
      </dl>
    </details>
  );
}

function Acts({ macro }: { readonly macro: MacroStatus }) {
  const { id, macro: name, title, profile, state } = macro;
  const called = title ?? name;
  const isEnding = state === "ending";
  const isHeld = state === "paused";
  return (
    <footer class="row wrap macro-acts">
      <Button
        acts
        icon={isHeld ? "play" : "pause"}
        of={called}
        disabled={isEnding}
        onClick={() => void perform(() => client.act(id, isHeld ? "resume" : "pause"), sayHeld)}
      >
        {isHeld ? "Resume" : "Pause"}
      </Button>
      <Button
        acts
        icon="stop"
        looks="danger"
        of={called}
        disabled={isEnding}
        onClick={() =>
          void perform(
            () => client.stop(id),
            () => `${called} is being stopped`,
          )
        }
      >
        Stop
      </Button>
      <SetLevel macro={macro} />
      {profile === null ? null : (
        <Button
          acts
          icon="mute"
          looks="quiet"
          of={called}
          onClick={() => (muteFor.value = { macro: name, rule: null })}
        >
          Mute
        </Button>
      )}
    </footer>
  );
}

function sayHeld({ macros }: Awaited<ReturnType<typeof client.act>>): string | null {
  const refused = macros.find(({ ok }) => !ok);
  if (refused !== undefined) throw new Error(`${refused.macro}: ${refused.how}`);
  return macros.map(({ macro, how }) => `${macro}: ${how}`).join("; ") || null;
}

function SetLevel({ macro: { id, macro, title, profile, level, state } }: { readonly macro: MacroStatus }) {
  if (profile === null) return null;
  const choose = (chosen: string, select: HTMLSelectElement) =>
    void perform(() => client.level(id, { level: (chosen as Level) || null }), sayHeld).then((answer) => {
      // Refused: as it was.
      if (answer === null) select.value = level ?? "";
    });
  return (
    <Select
      class="compact"
      aria-label={`Level of ${title ?? macro}`}
      value={level ?? ""}
      disabled={!mayAct.value || state === "ending"}
      onChoose={choose}
      choices={[...levels, ["", "as its profile"]]}
    />
  );
}
