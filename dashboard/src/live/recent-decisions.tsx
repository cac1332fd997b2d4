/** The last things that rules did, newest first. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { DecisionItem } from "../../../engine/src/api/contract.ts";
import { client } from "../client.ts";
import { Card } from "../parts/card.tsx";
import { ActionPill, isCancel, Pill } from "../parts/pills.tsx";
import { agoText, timeText } from "../parts/text.ts";
import { connection, now, onEngineEvent } from "../state/engine.ts";
import { href } from "../state/route.ts";

type Shown = Pick<
  DecisionItem,
  "id" | "time" | "macro" | "rule" | "action" | "message" | "threshold" | "dryRun" | "mute"
>;

const most = 8;

export function RecentDecisions() {
  /** Null: not known. */
  const items = useSignal<readonly Shown[] | null>(null);
  const isThere = connection.value === "live" || connection.value === "polling";
  useEffect(() => {
    if (!isThere) return;
    const load = () =>
      client.decisions({ kind: "fire", limit: most }).then(
        (page) => {
          items.value = page.items;
        },
        () => {
          // Nothing is recorded: only what comes from now on is shown.
        },
      );
    void load();
    const timer = connection.peek() === "polling" ? setInterval(load, 5000) : undefined;
    const end = onEngineEvent((event) => {
      if (event.event !== "fire") return;
      const item = { ...event, mute: event.mute ?? null };
      items.value = [item, ...(items.value ?? []).filter(({ id }) => id !== event.id)].slice(0, most);
    });
    return () => {
      clearInterval(timer);
      end();
    };
  }, [isThere, connection.value === "polling"]);
  return (
    <Card
      title="Recent decisions"
      beside={
        <a class="small" href={href("cancellations")}>
          All cancellations
        </a>
      }
    >
      {items.value === null || items.value.length === 0 ? (
        <p class="muted">
          {items.value === null ? "What is on record is not known yet." : "No rule has fired yet. That is good."}
        </p>
      ) : (
        <ul class="lines decisions">
          {items.value.map((item) => (
            <Decision item={item} key={item.id} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Decision({ item }: { readonly item: Shown }) {
  const { id, time, macro, rule, action, message, threshold, dryRun, mute } = item;
  return (
    <li>
      <time class="muted small numbers" dateTime={time} title={agoText(time, now.value)}>
        {timeText(time)}
      </time>
      <ActionPill action={action} />
      <span class="across">
        <strong>{macro}</strong> <span class="muted">{rule}</span> {message || threshold}{" "}
        {dryRun ? <Pill>dry run</Pill> : null} {mute === null ? null : <Pill>muted</Pill>}
      </span>
      {isCancel(action) ? (
        <a class="small" href={href("cancellations", [id])}>
          Why<span class="visually-hidden"> {macro} was cancelled</span>
        </a>
      ) : null}
    </li>
  );
}
