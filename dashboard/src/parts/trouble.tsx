/** In place of what could not be had: why, and the way to try again. */

import { Button } from "./button.tsx";

export function Trouble({ error, again }: { readonly error: Error; readonly again: () => void }) {
  return (
    <div class="empty" role="alert">
      <p>{error.message}</p>
      <Button icon="refresh" onClick={again}>
        Try again
      </Button>
    </div>
  );
}
