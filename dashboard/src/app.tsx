/** What is on the page. */

import { signal } from "@preact/signals";
import type { EngineStatus } from "../../engine/src/api/contract.ts";
import { client } from "./client.ts";

const status = signal<EngineStatus | null>(null);
const problem = signal("");

client.status().then(
  (answer) => {
    status.value = answer;
  },
  (error: Error) => {
    problem.value = error.message;
  },
);

export function App() {
  return (
    <main>
      <h1>macro-engine</h1>
      {problem.value === "" ? null : <p role="alert">{problem.value}</p>}
      <p>{status.value === null ? "" : `${status.value.macros.length} macros are running`}</p>
    </main>
  );
}
