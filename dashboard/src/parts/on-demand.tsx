/** Parts of the page in a chunk of their own, fetched when they are first shown. */

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";

/** `onDemand(async () => (await import("./x.tsx")).X)`; what stands in its place until then may be given. */
export function onDemand<P extends object>(
  load: () => Promise<ComponentType<P>>,
  Waiting: ComponentType<P> = Loading,
): ComponentType<P> {
  const loaded = signal<ComponentType<P> | Error | null>(null);
  let isLoading = false;
  const fetch = () => {
    isLoading = true;
    load().then(
      (component) => {
        loaded.value = component;
      },
      (error: Error) => {
        loaded.value = error;
      },
    );
  };
  return (props) => {
    const { value: Shown } = loaded;
    if (Shown === null && !isLoading) fetch();
    if (Shown === null) return <Waiting {...props} />;
    return Shown instanceof Error ? <Failed /> : <Shown {...props} />;
  };
}

function Loading() {
  return <p class="empty">Loading…</p>;
}

/** A browser remembers that a module failed: only a new page asks for it again. */
function Failed() {
  return (
    <div class="empty" role="alert">
      <p>This part of the page could not be fetched: the engine may have been updated, or be stopped.</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        Load the page again
      </button>
    </div>
  );
}
