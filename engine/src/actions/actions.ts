/** Every action, listed. */

import type { Action } from "./action.ts";
import { cancel } from "./cancel.ts";
import { pause, resume } from "./pause.ts";
import { restore, throttle } from "./throttle.ts";
import { warn } from "./warn.ts";

export const actions: readonly Action[] = [warn, throttle, restore, pause, resume, cancel];
