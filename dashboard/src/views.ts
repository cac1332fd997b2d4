/** Every view: its place in the address and the menu. */

import type { ComponentType } from "preact";
import { CancellationsView } from "./cancellations/cancellations-view.tsx";
import { LiveView } from "./live/live-view.tsx";
import { MacrosView } from "./macros/macros-view.tsx";
import type { IconName } from "./parts/icons.tsx";
import { PoliciesView } from "./policies/policies-view.tsx";
import { ReportsView } from "./reports/reports-view.tsx";

export interface View {
  /** The first part of its address. */
  readonly id: string;
  readonly title: string;
  readonly icon: IconName;
  readonly component: ComponentType;
}

/** In the order of the menu, and of the keys 1 to 9. */
export const views: readonly View[] = [
  { id: "live", title: "Live", icon: "live", component: LiveView },
  { id: "macros", title: "Macros", icon: "shield", component: MacrosView },
  { id: "cancellations", title: "Cancellations", icon: "cancel", component: CancellationsView },
  { id: "policies", title: "Policies", icon: "policy", component: PoliciesView },
  { id: "reports", title: "Reports", icon: "report", component: ReportsView },
];
