/** What is on the page: the frame, and in it the view that the address names. */

import { useEffect, useRef } from "preact/hooks";
import { signedOut } from "./client.ts";
import { Banners } from "./frame/banners.tsx";
import { Help } from "./frame/help.tsx";
import { Menu } from "./frame/menu.tsx";
import { Messages } from "./frame/messages.tsx";
import { useShortcuts } from "./frame/shortcuts.ts";
import { SignIn } from "./frame/sign-in.tsx";
import { TopBar } from "./frame/top-bar.tsx";
import { route } from "./state/route.ts";
import { type View, views } from "./views.ts";

export function App() {
  useShortcuts();
  const view = views.find(({ id }) => id === route.value.view) ?? views[0]!;
  useTitleAndFocus(view);
  if (signedOut.value) return <SignIn />;
  return (
    <div class="frame">
      <button type="button" class="button skip" onClick={() => document.getElementById("content")?.focus()}>
        Skip to content
      </button>
      <Menu current={view} />
      <div class="body">
        <TopBar view={view} />
        <Banners />
        <main id="content" tabIndex={-1} key={view.id}>
          <view.component />
        </main>
      </div>
      <Messages />
      <Help />
    </div>
  );
}

/** Who goes to another view by keyboard or with a screen reader is taken to its beginning. */
function useTitleAndFocus({ id, title }: View): void {
  const first = useRef(true);
  useEffect(() => {
    document.title = `${title} · macro-engine`;
    if (!first.current) document.getElementById("content")?.focus({ preventScroll: true });
    first.current = false;
    scrollTo(0, 0);
  }, [id]);
}
