/** What those see whom the engine does not know. */

import { useSignal } from "@preact/signals";
import { signedOut, signIn } from "../client.ts";
import { Button } from "../parts/button.tsx";
import { Field, textsOf } from "../parts/field.tsx";
import { Quoted } from "../parts/quoted.tsx";
import { messageOf } from "../parts/text.ts";
import { caller, tryNow } from "../state/engine.ts";
import { Mark } from "./menu.tsx";

export function SignIn() {
  const problem = useSignal(wasLinkVoid() ? "the link that you followed was used before, or is too old" : "");
  const busy = useSignal(false);
  const submit = async (event: SubmitEvent) => {
    const read = textsOf(event);
    if (busy.value) return;
    busy.value = true;
    problem.value = "";
    try {
      // Whoever it was before.
      caller.value = await signIn(read("token"));
      signedOut.value = false;
      tryNow();
    } catch (error) {
      problem.value = messageOf(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <main class="sign-in">
      <form class="card stack" onSubmit={submit}>
        <h1 class="row">
          <Mark /> macro-engine
        </h1>
        <p>
          This engine does not know you yet. Follow the link that <code>macro-engine dashboard</code> prints on its
          machine, or give a token of its configuration.
        </p>
        <Field name="Token">
          <input
            name="token"
            type="password"
            autocomplete="current-password"
            required
            aria-invalid={problem.value !== ""}
            aria-describedby="sign-in-problem"
          />
        </Field>
        <p id="sign-in-problem" class="problem" role="alert">
          {problem.value === "" ? null : <Quoted text={problem.value} />}
        </p>
        <Button type="submit" looks="primary" aria-busy={busy.value}>
          Sign in
        </Button>
      </form>
    </main>
  );
}

/** Where the engine sends those whose link it does not take. */
function wasLinkVoid(): boolean {
  return new URLSearchParams(location.search).get("link") === "void";
}
