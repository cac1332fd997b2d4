/** The ways out of the page: files to save, a page to print, the cancellation log. */

import { Icon } from "../parts/icons.tsx";
import { logAddress, type ReportScope, reportAddress } from "../record-client.ts";
import { now } from "../state/engine.ts";

export function Exports({ scope }: { readonly scope: ReportScope }) {
  return (
    <fieldset class="row wrap" aria-label="Save this report">
      <a class="button" href={reportAddress(scope, "json")} download="report.json">
        <Icon name="download" /> JSON
      </a>
      <a class="button" href={reportAddress(scope, "csv")} download="report.csv">
        <Icon name="download" /> CSV
      </a>
      <a class="button" href={reportAddress(scope, "html")} target="_blank" rel="noopener">
        <Icon name="report" /> Printable page
      </a>
      <a class="button" href={logAddress(scope, now.peek())} download="macro_cancellations.json">
        <Icon name="download" /> Save log
      </a>
    </fieldset>
  );
}
