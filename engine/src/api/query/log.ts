/** The cancellation log of the record, asked for page by page and told as text. */

import type { LogFilter, LogPage } from "../../reports/cancellation-log.ts";
import { logWriter } from "../../reports/formats/log-text.ts";
import type { Inquiry } from "../inquiry.ts";

/** Its first page is asked for at once: what is wrong with the question is known before anything is told. */
export async function openLog(inquiry: Inquiry, filter: LogFilter, nowWall: number): Promise<AsyncIterable<string>> {
  // What is decided meanwhile is not in it, and not in its total.
  const asked = { toWall: nowWall + 1, ...filter };
  return textsOf(inquiry, asked, await inquiry.ask("log", { ...asked, cursor: null }), nowWall);
}

async function* textsOf(inquiry: Inquiry, asked: LogFilter, first: LogPage, nowWall: number): AsyncGenerator<string> {
  const write = logWriter(nowWall);
  yield write(first);
  for (let cursor = first.next; cursor !== null; ) {
    const page: LogPage = await inquiry.ask("log", { ...asked, cursor });
    yield write(page);
    cursor = page.next;
  }
}
