/** Which keys do what. */

import { signal } from "@preact/signals";
import { Dialog } from "../parts/dialog.tsx";
import { Fact } from "../parts/fact.tsx";
import { views } from "../views.ts";

export const helpShown = signal(false);

const rest: readonly (readonly [key: string, does: string])[] = [
  ["P", "Pause or resume the charts"],
  ["M", "Mute rules"],
  ["/", "To the view's filter"],
  ["T", "Theme: system, light, dark"],
  ["?", "This list"],
  ["Esc", "Close what is open; in charts, zoom out"],
  ["← → + −", "In a chart: move and zoom"],
];

export function Help() {
  return (
    <Dialog open={helpShown} title="Keyboard shortcuts">
      <dl class="keys">
        {[...views.map(({ title }, index) => [String(index + 1), title] as const), ...rest].map(([key, does]) => (
          <Fact key={key} name={key.split(" ").map((part) => <kbd key={part}>{part}</kbd>)}>
            {does}
          </Fact>
        ))}
      </dl>
      <p class="muted">
        <strong>Stop all</strong> acts once its button has been held down for a second, by mouse, finger, Enter or
        Space.
      </p>
    </Dialog>
  );
}
