/** What the report is of: the last days, or a session. */

import type { SessionItem } from "../../../engine/src/api/contract.ts";
import { Segments, Select } from "../parts/select.tsx";
import { timeText } from "../parts/text.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { type ReportScope, record } from "../record-client.ts";
import { status } from "../state/engine.ts";
import { go, href } from "../state/route.ts";

const periods = { "1h": "1 hour", "24h": "24 hours", "7d": "7 days", "30d": "30 days", "90d": "90 days" };

export function ScopePicker({ scope }: { readonly scope: ReportScope }) {
  // Without them, the periods are there all the same.
  const sessions = useAnswer(record.sessions, [status.value?.namedSession?.id]).value?.items ?? [];
  const chosen = "session" in scope ? scope.session : "";
  const isListed = chosen === "" || sessions.some(({ id }) => id === chosen);
  return (
    <div class="row wrap">
      <Segments
        label="Period"
        choices={Object.entries(periods)}
        value={"since" in scope ? scope.since : null}
        onChoose={(since) => go(href("reports", [], { since }))}
      />
      <Select
        class="compact"
        aria-label="Session"
        value={chosen}
        onChoose={(session) => go(href("reports", [], { session }))}
        choices={[
          ["", "or a session…"],
          ...(isListed ? [] : [[chosen, "this session"] as const]),
          ...sessions.map((session) => [session.id, nameOf(session)] as const),
        ]}
      />
    </div>
  );
}

function nameOf({ name, kind, startedAt, endedAt, cancellations }: SessionItem): string {
  const title = name ?? (kind === "engine" ? "engine" : "session");
  const end = endedAt === null ? "now" : timeText(endedAt);
  return `${title}, ${timeText(startedAt)} – ${end}, ${cancellations} cancelled`;
}
