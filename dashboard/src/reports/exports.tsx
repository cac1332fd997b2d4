/** The ways out of the page: files to save, a page to print, the cancellation log. */

import { Icon } from "../parts/icons.tsx";
import { logAddress, type ReportScope, reportAddress } from "../record-client.ts";
import { now } from "../state/engine.ts";

export function Exports({ scope }: { readonly scope: ReportScope }) {
  const files = [
    ["JSON", "report.json", reportAddress(scope, "json")],
    ["CSV", "report.csv", reportAddress(scope, "csv")],
    ["Save log", "macro_cancellations.json", logAddress(scope, now.peek())],
  ] as const;
  return (
    <fieldset class="row wrap" aria-label="Save this report">
      {files.map(([title, name, address]) => (
        <a key={title} class="button" href={address} download={name}>
          <Icon name="download" /> {title}
        </a>
      ))}
      <a class="button" href={reportAddress(scope, "html")} target="_blank" rel="noopener">
        <Icon name="report" /> Printable page
      </a>
    </fieldset>
  );
}
