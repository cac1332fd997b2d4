/** Every view: its place in the address and the menu. What few look at is fetched when somebody does. */

import type { ComponentType } from "preact";
import { LiveView } from "./live/live-view.tsx";
import type { IconName } from "./parts/icons.tsx";
import { onDemand } from "./parts/on-demand.tsx";

const MacrosView = onDemand(async () => (await import("./macros/macros-view.tsx")).MacrosView);
const CancellationsView = onDemand(
  async () => (await import("./cancellations/cancellations-view.tsx")).CancellationsView,
);
const PoliciesView = onDemand(async () => (await import("./policies/policies-view.tsx")).PoliciesView);
const ReportsView = onDemand(async () => (await import("./reports/reports-view.tsx")).ReportsView);

export interface View {
  /** The first part of its address. */
  readonly id: string;
  readonly title: string;
  readonly icon: IconName;
  readonly component: ComponentType;
}

/** In the order of the menu, and of the keys 1 to 9; those fetched `onDemand` bring a chunk of their own. */
export const views: readonly View[] = [
  { id: "live", title: "Live", icon: "live", component: LiveView },
  { id: "macros", title: "Macros", icon: "shield", component: MacrosView },
  { id: "cancellations", title: "Cancellations", icon: "cancel", component: CancellationsView },
  { id: "policies", title: "Policies", icon: "policy", component: PoliciesView },
  { id: "reports", title: "Reports", icon: "report", component: ReportsView },
];
