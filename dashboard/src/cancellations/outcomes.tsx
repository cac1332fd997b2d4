/** What was done, step by step. */

import type { CancellationDetail } from "../../../engine/src/api/contract.ts";
import { Card } from "../parts/card.tsx";
import { Icon } from "../parts/icons.tsx";
import { countText, durationText, timeText } from "../parts/text.ts";

export function Outcomes({ detail: { outcomes, dryRun, mute } }: { readonly detail: CancellationDetail }) {
  return (
    <Card title="What was done">
      {outcomes.length > 0 ? null : (
        <p class="muted">
          {dryRun
            ? "Nothing: it was a dry run."
            : mute !== null
              ? "Nothing: it was muted."
              : "No outcome is on record yet."}
        </p>
      )}
      <ol class="list">
        {outcomes.map(({ time, action, ok, how, tookMs, processes }) => (
          <li key={`${time} ${action}`} data-tone={ok ? "ok" : "bad"}>
            <Icon name={ok ? "check" : "warning"} />
            <div>
              <b>{action}</b>
              {ok ? "" : " failed"}: {how}
              <p class="muted small numbers">
                {timeText(time)}, in {durationText(tookMs)}
                {processes > 0 ? `, ${countText(processes, "process", "processes")}` : ""}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
