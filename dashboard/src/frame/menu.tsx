/** The views to choose from: at the side of wide screens, at the bottom of small ones. */

import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icons.tsx";
import { connection, macros } from "../state/engine.ts";
import { href } from "../state/route.ts";
import { nextTheme, theme } from "../state/theme.ts";
import { type View, views } from "../views.ts";
import { helpShown } from "./help.tsx";

export function Menu({ current }: { readonly current: View }) {
  return (
    <nav class="menu" aria-label="Views">
      <a class="brand" href={href("live")} aria-label="macro-engine, live view">
        <Mark />
        <span>macro-engine</span>
      </a>
      <ul>
        {views.map((view, index) => (
          <li key={view.id}>
            <a
              href={href(view.id)}
              aria-current={view === current ? "page" : undefined}
              title={view.title}
              aria-keyshortcuts={String(index + 1)}
            >
              <Icon name={view.icon} />
              <span>{view.title}</span>
              {view.id === "macros" ? <Firing /> : null}
            </a>
          </li>
        ))}
      </ul>
      <div class="menu-foot">
        <Link />
        <div class="row">
          <ThemeButton />
          <Button
            icon="help"
            looks="quiet square"
            aria-label="Keyboard shortcuts"
            title="Keyboard shortcuts (?)"
            onClick={() => (helpShown.value = true)}
          />
        </div>
      </div>
    </nav>
  );
}

export function ThemeButton() {
  const name = { system: "as the system", light: "light", dark: "dark" }[theme.value];
  return (
    <Button
      icon={theme.value}
      looks="quiet square"
      aria-label={`Theme: ${name}`}
      title={`Theme: ${name} (T)`}
      onClick={nextTheme}
    />
  );
}

const words = { connecting: "Connecting", live: "Live", polling: "Every 5 s", lost: "No answer" } as const;
const meanings = {
  connecting: "Asking the engine for its state",
  live: "The engine tells every look as it happens",
  polling: "The event stream is not to be had: the engine is asked every 5 seconds",
  lost: "The engine does not answer; it is asked again and again",
} as const;

function Link() {
  const { value } = connection;
  return (
    <span class="link-state" data-state={value} title={meanings[value]}>
      <span class="dot" aria-hidden="true" />
      {words[value]}
    </span>
  );
}

/** How many rules fire now, where it catches the eye. */
function Firing() {
  const count = macros.value.flatMap(({ rules }) => rules).filter(({ state }) => state === "firing").length;
  return count === 0 ? null : (
    <span class="count" title="rules that fire now">
      {count}
      <span class="visually-hidden"> firing</span>
    </span>
  );
}

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <path class="mark-shield" d="M32 5 54 13v17c0 14-9 23-22 28C19 53 10 44 10 30V13z" />
      <path d="M18 33h7l5-12 7 20 4-8h6" />
    </svg>
  );
}
