/** What goes on under a name, so that it gets a report of its own: the name it has, how to begin one, and to end it. */

import { useSignal } from "@preact/signals";
import { client } from "../client.ts";
import { Button } from "../parts/button.tsx";
import { textsOf } from "../parts/field.tsx";
import { timeText } from "../parts/text.ts";
import { status } from "../state/engine.ts";
import { perform } from "../state/perform.ts";
import { go, href } from "../state/route.ts";

/** Once, as it appears. */
const focus = (input: HTMLInputElement | null) => input?.focus();

export function NamedSession() {
  const isNaming = useSignal(false);
  const named = status.value?.namedSession ?? null;
  if (named !== null)
    return (
      <p class="row wrap">
        <span>
          Session <a href={href("reports", [], { session: named.id })}>{named.name}</a>{" "}
          <span class="muted">since {timeText(named.startedAt)}</span>
        </span>
        <Button acts onClick={() => void perform(client.endSession, ({ name }) => `The session ${name} has ended`)}>
          End it
        </Button>
      </p>
    );
  if (!isNaming.value)
    return (
      <Button acts onClick={() => (isNaming.value = true)}>
        Begin a session…
      </Button>
    );
  const begin = async (event: SubmitEvent) => {
    const name = textsOf(event)("name");
    const begun = await perform(
      () => client.beginSession(name),
      () => `The session ${name} has begun`,
    );
    if (begun === null) return;
    isNaming.value = false;
    go(href("reports", [], { session: begun.id }));
  };
  return (
    <form class="row" onSubmit={(event) => void begin(event)}>
      <input
        class="filter"
        name="name"
        required
        maxLength={256}
        ref={focus}
        aria-label="Name of the session"
        placeholder="What it is, as in: raid"
      />
      <Button type="submit" looks="primary">
        Begin
      </Button>
      <Button looks="quiet" onClick={() => (isNaming.value = false)}>
        Leave it
      </Button>
    </form>
  );
}
