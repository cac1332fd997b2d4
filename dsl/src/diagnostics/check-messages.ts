/** What is said about policies that parse but do not mean anything right. */

import type { MessageTable } from "./catalogue.ts";

export const checkMessages = {} as const satisfies MessageTable;
