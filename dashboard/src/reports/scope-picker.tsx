/** What the report is of: the last days, or a session. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SessionItem } from "../../../engine/src/api/contract.ts";
import { timeText } from "../parts/text.ts";
import { type ReportScope, record } from "../record-client.ts";
import { status } from "../state/engine.ts";
import { go, href } from "../state/route.ts";

const periods = { "1h": "1 hour", "24h": "24 hours", "7d": "7 days", "30d": "30 days", "90d": "90 days" };

const sessions = signal<readonly SessionItem[]>([]);

export function ScopePicker({ scope }: { readonly scope: ReportScope }) {
  useEffect(() => {
    const stop = new AbortController();
    record.sessions(undefined, stop.signal).then(
      ({ items }) => {
        sessions.value = items;
      },
      // The periods are there all the same.
      () => {},
    );
    return () => stop.abort();
  }, [status.value?.namedSession?.id]);
  const chosen = "session" in scope ? scope.session : "";
  const isListed = chosen === "" || sessions.value.some(({ id }) => id === chosen);
  return (
    <div class="row wrap">
      <fieldset class="segments" aria-label="Period">
        {Object.entries(periods).map(([since, text]) => (
          <button
            key={since}
            type="button"
            aria-pressed={"since" in scope && scope.since === since}
            onClick={() => go(href("reports", [], { since }))}
          >
            {text}
          </button>
        ))}
      </fieldset>
      <select
        class="compact"
        aria-label="Session"
        value={chosen}
        onChange={({ currentTarget: { value } }) => go(href("reports", [], value === "" ? {} : { session: value }))}
      >
        <option value="">or a session…</option>
        {isListed ? null : <option value={chosen}>this session</option>}
        {sessions.value.map((session) => (
          <option key={session.id} value={session.id}>
            {nameOf(session)}
          </option>
        ))}
      </select>
    </div>
  );
}

function nameOf({ name, kind, startedAt, endedAt, cancellations }: SessionItem): string {
  const title = name ?? (kind === "engine" ? "engine" : "session");
  const end = endedAt === null ? "now" : timeText(endedAt);
  return `${title}, ${timeText(startedAt)} – ${end}, ${cancellations} cancelled`;
}
