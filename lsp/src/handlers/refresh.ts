/** Asks the client to look at hints and lenses again when other files have changed them, but not at every keystroke. */

import type { ServerContext } from "./handler.ts";

const quietMs = 500;

/** Sends once it has been quiet for a while after changes, and after each call of what it returns. */
export function refreshAfterChanges(context: ServerContext, send: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const refresh = async () => {
    timer = null;
    try {
      await send();
    } catch {
      // The client is gone, or does not want to: it will ask by itself.
    }
  };
  const soon = () => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(refresh, quietMs);
  };
  context.onChange(soon);
  return soon;
}
