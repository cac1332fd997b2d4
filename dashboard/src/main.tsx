/** The page begins. */

import { render } from "preact";
import { App } from "./app.tsx";
import { announceEvents } from "./state/announce-events.ts";
import { followForever } from "./state/engine.ts";

render(<App />, document.getElementById("page")!);
announceEvents();
void followForever();
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("./sw.js").catch(() => {
    // Without it the page works, but only while the engine serves it.
  });
}
