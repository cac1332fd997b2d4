/** Where pictures go: those that tests take, and what a failed one looked like. */

import { fileURLToPath } from "node:url";

export const artefacts = fileURLToPath(new URL("../artefacts", import.meta.url));
