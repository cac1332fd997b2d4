/** The report by macro, rule, profile and reason. */

import type { Report } from "../../../engine/src/api/contract.ts";
import { Card } from "../parts/card.tsx";
import { ActionPill } from "../parts/pills.tsx";
import type { Column } from "../parts/table.tsx";
import { durationText, timeText } from "../parts/text.ts";
import { href } from "../state/route.ts";
import { GroupTable } from "./group-table.tsx";

type Of<K extends "macros" | "profiles" | "rules"> = Report[K][number];

export function Macros({ report }: { readonly report: Report }) {
  const columns: readonly Column<Of<"macros">>[] = [
    {
      name: "Macro",
      of: ({ macro, title }) => (
        <>
          <a href={href("cancellations", [], { macro })}>{macro}</a>
          {title === null ? null : <span class="muted"> {title}</span>}
        </>
      ),
    },
    { name: "Profiles", of: ({ profiles }) => profiles.join(", ") || "none" },
    { name: "Runs", kind: "number", of: ({ runs }) => runs },
    { name: "Cancelled", kind: "number", of: ({ cancellations }) => cancellations },
    { name: "Other", kind: "number", of: ({ firings, cancellations }) => firings - cancellations },
    { name: "Protected", kind: "number", of: ({ protectedMs }) => durationText(protectedMs) },
    { name: "Longest", kind: "number", of: ({ longestMs }) => durationText(longestMs) },
  ];
  return (
    <GroupTable
      title="By macro"
      columns={columns}
      rows={report.macros}
      nothing="No macro ran."
      keyOf={({ macro }) => macro}
    />
  );
}

export function Rules({ report }: { readonly report: Report }) {
  const columns: readonly Column<Of<"rules">>[] = [
    {
      name: "Rule",
      of: ({ rule, profile }) => (
        <>
          <a href={href("policies", [profile], { rule })}>{rule}</a> <span class="muted">{profile}</span>
        </>
      ),
    },
    { name: "Does", of: ({ action }) => <ActionPill action={action} /> },
    { name: "Condition", of: ({ threshold }) => <code>{threshold}</code> },
    { name: "Fired", kind: "number", of: ({ firings }) => firings },
    {
      name: "Macros",
      of: ({ macros }) => (macros.length > 3 ? `${macros.slice(0, 3).join(", ")} …` : macros.join(", ")),
    },
    { name: "Last", kind: "number", of: ({ lastAt }) => timeText(lastAt) },
  ];
  return (
    <GroupTable
      title="By rule"
      columns={columns}
      rows={report.rules}
      nothing="No rule fired."
      keyOf={({ profile, rule }) => `${profile}/${rule}`}
    />
  );
}

export function Profiles({ report }: { readonly report: Report }) {
  const columns: readonly Column<Of<"profiles">>[] = [
    { name: "Profile", of: ({ profile }) => <a href={href("policies", [profile])}>{profile}</a> },
    { name: "Runs", kind: "number", of: ({ runs }) => runs },
    { name: "Cancelled", kind: "number", of: ({ cancellations }) => cancellations },
    { name: "Protected", kind: "number", of: ({ protectedMs }) => durationText(protectedMs) },
  ];
  return (
    <GroupTable
      title="By profile"
      columns={columns}
      rows={report.profiles}
      nothing="No macro ran under a profile."
      keyOf={({ profile }) => profile}
    />
  );
}

/** As bars: what was past its limit, whatever rule said so. */
export function Reasons({ report: { reasons } }: { readonly report: Report }) {
  const most = Math.max(1, ...reasons.map(({ firings }) => firings));
  return (
    <Card title="By reason">
      {reasons.length === 0 ? <p class="muted">Nothing was past its limit.</p> : null}
      <ul class="list">
        {reasons.map(({ reason, firings, cancellations, rules }) => (
          <li key={reason} title={rules.join(", ")}>
            <span class="row spread">
              <code>{reason}</code>
              <span class="numbers">
                <b>{cancellations}</b> <span class="muted">cancelled, {firings} fired</span>
              </span>
            </span>
            <span class="meter" aria-hidden="true">
              <span data-near="near" style={{ width: `${(100 * firings) / most}%` }} />
              <span data-near="beyond" style={{ width: `${(100 * cancellations) / most}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
