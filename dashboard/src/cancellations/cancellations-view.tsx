/** Cancellations and what else rules did: the list, or the page of one. */

import { route } from "../state/route.ts";
import { CancellationPage } from "./cancellation-page.tsx";
import { DecisionList } from "./decision-list.tsx";

export function CancellationsView() {
  const [id] = route.value.parts;
  return id === undefined ? <DecisionList /> : <CancellationPage key={id} id={id} />;
}
