/** Every feature that the server offers. */

import { formattingHandler } from "./formatting.ts";
import type { Handler } from "./handler.ts";
import { hoverHandler } from "./hover.ts";

export const handlers: readonly Handler[] = [formattingHandler, hoverHandler];
