/** What rules did, newest first, by days: filtered by what the address says, a page at a time. */

import { computed } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { DecisionItem } from "../../../engine/src/api/contract.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icons.tsx";
import { ActionPill, LevelPill, Pill } from "../parts/pills.tsx";
import { agoText, countText, timeText } from "../parts/text.ts";
import { Trouble } from "../parts/trouble.tsx";
import { now } from "../state/engine.ts";
import { href, route } from "../state/route.ts";
import { byDay, type Day } from "./by-day.ts";
import { cameOfIt } from "./came-of-it.ts";
import { isNarrowed, type ListQuery, queryOf } from "./decision-filter.ts";
import { Filters } from "./filters.tsx";
import { useDecisions } from "./use-decisions.ts";

export function DecisionList() {
  const query = queryOf(route.value.query);
  const { items, next, error, isAsking, fresh, more, again } = useDecisions(query);
  return (
    <div class="stack record-list">
      <Filters query={query} items={items} />
      {fresh > 0 ? (
        <Button icon="refresh" looks="fresh" onClick={again}>
          {countText(fresh, "new one")}
        </Button>
      ) : null}
      {error === null ? null : <Trouble error={error} again={again} />}
      <Days items={items} query={query} />
      {items.length === 0 && !isAsking && error === null ? <Nothing query={query} /> : null}
      {items.length === 0 && isAsking ? <p class="empty">Looking through the record…</p> : null}
      <Foot count={items.length} isAsking={isAsking} more={next === null ? null : more} />
    </div>
  );
}

/** Changes at midnight: the list is not drawn anew twice a second. */
const today = computed(() => new Date(now.value).setHours(0, 0, 0, 0));

function Days({ items, query }: { readonly items: readonly DecisionItem[]; readonly query: ListQuery }) {
  return (
    <>
      {byDay(items, today.value).map((day) => (
        <DayOf key={day.key} day={day} withAction={query.what === "all"} />
      ))}
    </>
  );
}

function DayOf({ day: { name, items }, withAction }: { readonly day: Day; readonly withAction: boolean }) {
  // Days that are whole stay as they are, however many more come.
  const rows = useMemo(
    () => items.map((item) => <Row key={item.id} item={item} withAction={withAction} />),
    [items.map(({ id, outcomes }) => `${id} ${outcomes.length}`).join(), withAction],
  );
  return (
    <section class="day" aria-label={name}>
      <h2>
        {name} <span class="muted small">{items.length}</span>
      </h2>
      <ul class="card">{rows}</ul>
    </section>
  );
}

function Row({ item, withAction }: { readonly item: DecisionItem; readonly withAction: boolean }) {
  const { id, time, macro, profile, rule, level, action, message, threshold } = item;
  const { tone, text } = cameOfIt(item);
  return (
    <li>
      <a class="record-row" href={href("cancellations", [id])}>
        <time class="muted numbers" dateTime={time} title={agoText(time, now.peek())}>
          {timeText(time, new Date(time).getTime())}
        </time>
        <span class="row wrap">
          <b>{macro}</b>
          <LevelPill level={level} />
        </span>
        <span class="across">
          {rule} <span class="muted">{profile}</span>
        </span>
        <span class="across muted">{message || threshold}</span>
        <span class="record-end">
          {withAction || action === "cancel all" ? <ActionPill action={action} /> : null}
          <Pill tone={tone}>{text}</Pill>
        </span>
      </a>
    </li>
  );
}

function Nothing({ query }: { readonly query: ListQuery }) {
  if (isNarrowed(query))
    return (
      <div class="empty">
        <p>Nothing on record fits.</p>
        <a class="button" href={href("cancellations", [], { what: query.what })}>
          Show all
        </a>
      </div>
    );
  return (
    <div class="empty">
      <Icon name="shield" />
      <p>{query.what === "cancel" ? "No macro has been cancelled yet." : "Nothing of that kind is on record yet."}</p>
    </div>
  );
}

/** The next page comes as its place does, or by the button. */
function Foot({
  count,
  isAsking,
  more,
}: {
  readonly count: number;
  readonly isAsking: boolean;
  readonly more: (() => void) | null;
}) {
  useEffect(() => {
    const end = document.querySelector(".record-list .more");
    if (end === null || more === null || isAsking) return;
    const observer = new IntersectionObserver(([seen]) => seen?.isIntersecting && more(), { rootMargin: "400px" });
    observer.observe(end);
    return () => observer.disconnect();
  }, [count, isAsking, more === null]);
  if (count === 0) return null;
  return (
    <p class="record-foot">
      <span class="muted" role="status">
        {countText(count, "entry", "entries")}
        {more === null ? ", no older ones" : " so far"}
      </span>
      {more === null ? null : (
        <Button looks="more" disabled={isAsking} onClick={more}>
          {isAsking ? "Loading…" : "Show older ones"}
        </Button>
      )}
    </p>
  );
}
