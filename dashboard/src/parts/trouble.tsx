/** In place of what could not be had: why, and the way to try again. */

import { Icon } from "./icons.tsx";

export function Trouble({ error, again }: { readonly error: Error; readonly again: () => void }) {
  return (
    <div class="empty" role="alert">
      <p>{error.message}</p>
      <button type="button" class="button" onClick={again}>
        <Icon name="refresh" /> Try again
      </button>
    </div>
  );
}
