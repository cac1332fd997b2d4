/** What those see whom the engine does not know. */

import { useSignal } from "@preact/signals";
import { signedOut, signIn } from "../client.ts";
import { Quoted } from "../parts/quoted.tsx";
import { caller, tryNow } from "../state/engine.ts";
import { Mark } from "./menu.tsx";

export function SignIn() {
  const problem = useSignal(wasLinkVoid() ? "the link that you followed was used before, or is too old" : "");
  const busy = useSignal(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy.value) return;
    const token = String(new FormData(event.currentTarget as HTMLFormElement).get("token") ?? "").trim();
    busy.value = true;
    problem.value = "";
    try {
      // Whoever it was before.
      caller.value = await signIn(token);
      signedOut.value = false;
      tryNow();
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <main class="sign-in">
      <form class="card" onSubmit={submit}>
        <h1 class="row">
          <Mark /> macro-engine
        </h1>
        <p>
          This engine does not know you yet. Follow the link that <code>macro-engine dashboard</code> prints on its
          machine, or give a token of its configuration.
        </p>
        <label class="field">
          <span>Token</span>
          <input
            name="token"
            type="password"
            autocomplete="current-password"
            required
            aria-invalid={problem.value !== ""}
            aria-describedby="sign-in-problem"
          />
        </label>
        <p id="sign-in-problem" class="problem" role="alert">
          {problem.value === "" ? null : <Quoted text={problem.value} />}
        </p>
        <button type="submit" class="button primary" aria-busy={busy.value}>
          Sign in
        </button>
      </form>
    </main>
  );
}

/** Where the engine sends those whose link it does not take. */
function wasLinkVoid(): boolean {
  return new URLSearchParams(location.search).get("link") === "void";
}
