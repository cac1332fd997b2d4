/** What features answer with: places and edits by path and offsets. Only `convert.ts` knows of lines, columns and URIs. */

import type { Span } from "@macro-engine/dsl";

export interface Place {
  /** A path of the view. */
  readonly file: string;
  /** UTF-16 offsets. */
  readonly span: Span;
}

export interface Edit extends Place {
  /** What takes the place of the span. */
  readonly text: string;
}
