/** A backtest as one page of HTML: no script, and nothing from anywhere else. */

import type { Backtest } from "../../../backtest/backtest.ts";
import { type Html, h } from "../../../page/html.ts";
import { pageOf } from "../../../page/page.ts";
import type { Suggestion } from "../../backtest/suggestion.ts";
import { spanText } from "../backtest-pretty.ts";
import { counted } from "../paint.ts";
import { distributions } from "./distribution.ts";
import { profileSection } from "./profile-section.ts";
import { suggestionSection } from "./suggestion-section.ts";
import { timeline } from "./timeline.ts";

/** Recordings that are drawn. */
const mostTimelines = 60;

export function backtestPage(found: Backtest, suggested: Suggestion | null): string {
  const length = found.recordings.reduce((sum, { lastMs }) => sum + (lastMs ?? 0), 0);
  const noisy = found.profiles.flatMap(({ rules }) => rules.filter((rule) => rule.noisy)).length;
  const seen = `${counted(found.recordings.length, "recording")}, ${spanText(length)}, ${counted(found.profiles.length, "profile")}, ${counted(noisy, "noisy rule")}`;
  return pageOf(
    "Backtest",
    h("h1", {}, "Backtest"),
    h("p", { class: "soft" }, seen),
    h("nav", {}, links(found, suggested)),
    suggested === null ? null : suggestionSection(suggested, found),
    found.profiles.map(profileSection),
    timelines(found),
    h("section", { id: "metrics" }, h("h2", {}, "Metrics"), h("div", { class: "charts" }, distributions(found))),
  );
}

function links({ profiles }: Backtest, suggested: Suggestion | null): Html[] {
  return [
    ...(suggested === null ? [] : [h("a", { href: "#suggestion" }, "Suggestion")]),
    ...profiles.map(({ profile }) => h("a", { href: `#profile-${profile.name}` }, profile.name)),
    h("a", { href: "#recordings" }, "Recordings"),
    h("a", { href: "#metrics" }, "Metrics"),
  ];
}

function timelines(found: Backtest): Html {
  const drawn = found.recordings.flatMap((_, index) => timeline(found, index) ?? []);
  const quiet = found.recordings.length - drawn.length;
  const notes = [
    ...(quiet > 0 ? [`in ${counted(quiet, "recording")} nothing fired`] : []),
    ...(drawn.length > mostTimelines ? [`${drawn.length - mostTimelines} more are not drawn`] : []),
  ];
  return h(
    "section",
    { id: "recordings" },
    h("h2", {}, "Recordings"),
    notes.length === 0 ? null : h("p", { class: "soft" }, notes.join("; ")),
    drawn.slice(0, mostTimelines),
  );
}
