/** The page begins. */

import { render } from "preact";
import { App } from "./app.tsx";
import { announceEvents } from "./state/announce-events.ts";
import { followForever } from "./state/engine.ts";
import { keepFocus } from "./state/keep-focus.ts";

const page = document.getElementById("page")!;
page.replaceChildren();
render(<App />, page);
announceEvents();
keepFocus();
void followForever();
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("./sw.js").catch(() => {
    // Without it the page works, but only while the engine serves it.
  });
}
