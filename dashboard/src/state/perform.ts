/** Carries out an order of the page's user, and says what came of it. */

import { messageOf } from "../parts/text.ts";
import { refreshSoon } from "./engine.ts";
import { tell } from "./messages.ts";

/** Resolves to the answer, or to null when it was refused; its user has been told either way. `say` null: nothing to say. */
export async function perform<A>(order: () => Promise<A>, say: (answer: A) => string | null): Promise<A | null> {
  try {
    const answer = await order();
    const text = say(answer);
    if (text !== null) tell(text, "ok");
    refreshSoon();
    return answer;
  } catch (error) {
    tell(messageOf(error), "bad");
    return null;
  }
}
