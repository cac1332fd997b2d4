/** The report's cancellations, newest first, with what came of them. */

import type { Report } from "../../../engine/src/api/contract.ts";
import { Pill } from "../parts/pills.tsx";
import { timeText } from "../parts/text.ts";
import { href } from "../state/route.ts";
import { GroupTable } from "./group-table.tsx";

export function Cancelled({ report }: { readonly report: Report }) {
  return (
    <GroupTable
      title="Cancelled"
      rows={report.cancellations}
      nothing="No macro was cancelled."
      keyOf={({ id }) => id}
      foot={<Others report={report} />}
      columns={[
        { name: "Time", of: ({ id, time }) => <a href={href("cancellations", [id])}>{timeText(time)}</a> },
        { name: "Macro", of: ({ macro }) => macro },
        {
          name: "Rule",
          of: ({ rule, profile }) => (
            <>
              {rule} <span class="muted">{profile}</span>
            </>
          ),
        },
        { name: "Why", of: ({ message, threshold }) => message || threshold },
        {
          name: "Outcome",
          of: ({ outcome, ok, dryRun }) =>
            dryRun ? (
              <Pill tone="info">dry run</Pill>
            ) : outcome === null ? (
              ""
            ) : (
              <Pill tone={ok === false ? "bad" : "ok"}>{outcome}</Pill>
            ),
        },
      ]}
    />
  );
}

/** The report tells of the newest only. */
function Others({ report: { cancellations, totals, session } }: { readonly report: Report }) {
  if (cancellations.length >= totals.cancellations) return null;
  const filter: Readonly<Record<string, string>> = session?.kind === "engine" ? { session: session.id } : {};
  return (
    <p class="muted small">
      These are the newest {cancellations.length} of {totals.cancellations.toLocaleString("en")}.{" "}
      <a href={href("cancellations", [], filter)}>All on record</a>
    </p>
  );
}
