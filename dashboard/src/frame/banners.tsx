/** What is wrong with the guard, above every view. Mild ones can be put away until they come anew. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ReloadResult } from "../../../engine/src/api/contract.ts";
import { client } from "../client.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icons.tsx";
import { Quoted } from "../parts/quoted.tsx";
import { caller, connection, lastLook, macros, mayAct, measurements, now, status, tryNow } from "../state/engine.ts";
import { say } from "../state/messages.ts";
import { perform } from "../state/perform.ts";
import { href } from "../state/route.ts";
import { type Trouble, troublesOf } from "../state/troubles.ts";

/** Those that screen readers were told of, and that are there yet. */
let told: ReadonlySet<string> = new Set();

const hidden = signal<ReadonlySet<string>>(new Set());

export function Banners() {
  // Read so that ages move on.
  void now.value;
  const troubles = troublesOf({
    connection: connection.value,
    status: status.value,
    macros: macros.value,
    measurements: measurements.value,
    lookAgeMs: lastLook.value === null ? null : Date.now() - lastLook.value,
    isViewer: caller.value?.role === "viewer",
  });
  const present = troubles.map(({ id }) => id).join("\n");
  useEffect(() => {
    const ids = new Set(present.split("\n"));
    const fresh = troubles.filter(({ id }) => !told.has(id));
    told = ids;
    if (fresh.length > 0)
      say(
        fresh.map(({ title }) => title).join(". "),
        fresh.some(({ tone }) => tone === "bad"),
      );
    hidden.value = new Set([...hidden.peek()].filter((id) => ids.has(id)));
  }, [present]);
  const shown = troubles.filter(({ id, tone }) => tone === "bad" || !hidden.value.has(id));
  return shown.length === 0 ? null : (
    <section class="banners" aria-label="State of the guard">
      {shown.map((trouble) => (
        <Banner trouble={trouble} key={trouble.id} />
      ))}
    </section>
  );
}

function Banner({ trouble: { id, tone, title, text, details } }: { readonly trouble: Trouble }) {
  return (
    <div class="banner" data-tone={tone}>
      <Icon name={tone === "info" ? "info" : "warning"} />
      <div>
        <p>
          <strong>{title}.</strong> <Quoted text={text} />
        </p>
        {details === "" ? null : (
          <details>
            <summary>Details</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
            <pre class="code" tabIndex={0}>
              {details.trim()}
            </pre>
          </details>
        )}
      </div>
      <Remedy id={id} />
      {tone === "bad" ? null : (
        <Button
          icon="close"
          looks="quiet square"
          aria-label={`Put away: ${title}`}
          onClick={() => (hidden.value = new Set([...hidden.value, id]))}
        />
      )}
    </div>
  );
}

/** What can be done about it from here. */
function Remedy({ id }: { readonly id: string }) {
  if (id === "lost") return <Button onClick={tryNow}>Try now</Button>;
  if (id.startsWith("channel "))
    return (
      <a class="button" href={href("policies", [], { show: "channels" })}>
        Channels
      </a>
    );
  if (id !== "problems" || !mayAct.value) return null;
  return <Button onClick={() => void perform(client.reload, sayReload)}>Read them again</Button>;
}

function sayReload({ ok }: ReloadResult): string | null {
  if (!ok) throw new Error("The policies are still broken");
  return null;
}
