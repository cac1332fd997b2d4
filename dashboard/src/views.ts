/** Every view: its place in the address and the menu, and its key. What few look at is fetched when somebody does. */

import { type Signal, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { LiveView } from "./live/live-view.tsx";
import { MacrosView } from "./macros/macros-view.tsx";
import type { IconName } from "./parts/icons.tsx";

export interface View {
  /** The first part of its address. */
  readonly id: string;
  readonly title: string;
  readonly icon: IconName;
  /** Null until it is fetched, an error where that failed. */
  readonly component: Signal<ComponentType | Error | null>;
  readonly fetch: () => void;
}

function ready(id: string, title: string, icon: IconName, component: ComponentType): View {
  return { id, title, icon, component: signal<ComponentType | Error | null>(component), fetch: () => {} };
}

/** For views in a chunk of their own: `onDemand("reports", "Reports", "report", async () => (await import(…)).ReportsView)`. */
export function onDemand(id: string, title: string, icon: IconName, load: () => Promise<ComponentType>): View {
  const component = signal<ComponentType | Error | null>(null);
  const fetch = () => {
    load().then(
      (loaded) => {
        component.value = loaded;
      },
      (error: Error) => {
        component.value = error;
      },
    );
  };
  return { id, title, icon, component, fetch };
}

export const views: readonly View[] = [
  ready("live", "Live", "live", LiveView),
  ready("macros", "Macros", "shield", MacrosView),
  onDemand(
    "cancellations",
    "Cancellations",
    "cancel",
    async () => (await import("./cancellations/cancellations-view.tsx")).CancellationsView,
  ),
  onDemand("policies", "Policies", "policy", async () => (await import("./policies/policies-view.tsx")).PoliciesView),
  onDemand("reports", "Reports", "report", async () => (await import("./reports/reports-view.tsx")).ReportsView),
];
