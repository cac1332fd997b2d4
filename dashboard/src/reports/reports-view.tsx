/** Reports: of a session or a period, beside the one before; to look at, to save, to print. */

import type { Report } from "../../../engine/src/api/contract.ts";
import { Answered } from "../parts/answered.tsx";
import { Icon } from "../parts/icons.tsx";
import { durationText, timeText } from "../parts/text.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { type ReportScope, record, reportAddress } from "../record-client.ts";
import { route } from "../state/route.ts";
import { Cancelled } from "./cancelled.tsx";
import { Exports } from "./exports.tsx";
import { FiringBars } from "./firing-bars.tsx";
import { Macros, Profiles, Reasons, Rules } from "./groups.tsx";
import { Courses, Metrics } from "./metrics.tsx";
import { NamedSession } from "./named-session.tsx";
import { ScopePicker } from "./scope-picker.tsx";
import { Tiles } from "./tiles.tsx";

export function ReportsView() {
  const { session, since } = route.value.query;
  const scope: ReportScope = session === undefined ? { since: since ?? "7d" } : { session };
  const answer = useAnswer((signal) => record.report(scope, signal), [reportAddress(scope, "json")]);
  return (
    <div class="reports stack">
      <div class="row wrap spread">
        <ScopePicker scope={scope} />
        <NamedSession />
      </div>
      <Exports scope={scope} />
      <Answered answer={answer} waiting="Summing up what is on record…">
        {(report) => <Shown report={report} isAsking={answer.isAsking} />}
      </Answered>
    </div>
  );
}

function Shown({ report, isAsking }: { readonly report: Report; readonly isAsking: boolean }) {
  return (
    <article class="stack" aria-busy={isAsking}>
      <Head report={report} />
      <Tiles report={report} />
      <Notes notes={report.notes} />
      <div class="columns">
        <FiringBars report={report} />
        <Reasons report={report} />
      </div>
      <Macros report={report} />
      <Rules report={report} />
      <div class="columns">
        <Metrics report={report} />
        <Profiles report={report} />
      </div>
      <Courses report={report} />
      <Cancelled report={report} />
    </article>
  );
}

function Head({ report }: { readonly report: Report }) {
  const { session, from, to, running } = report;
  const title =
    session === null ? "Period" : (session.name ?? (session.kind === "engine" ? "Session of the engine" : "Session"));
  return (
    <header class="report-head">
      <h2>{title}</h2>
      <p class="muted numbers">
        {timeText(from)} – {running ? "now" : timeText(to)}, {durationText(Date.parse(to) - Date.parse(from))}
        {session?.dryRun ? ", a dry run" : ""}
        {session?.how == null ? "" : `, ${session.how}`}
      </p>
    </header>
  );
}

function Notes({ notes }: Pick<Report, "notes">) {
  if (notes.length === 0) return null;
  return (
    <ul class="list">
      {notes.map(({ text, times }) => (
        <li key={text} class="note" data-tone="info">
          <Icon name="info" />
          <span>
            {text} {times.map((time) => timeText(time)).join(", ")}
          </span>
        </li>
      ))}
    </ul>
  );
}
