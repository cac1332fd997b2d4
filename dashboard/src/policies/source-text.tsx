/** Lines of policy text with numbers, colours and squiggles; with `onInput` it can be typed into. */

import { useEffect, useRef } from "preact/hooks";
import { piecesOf } from "../parts/policy-code.tsx";
import { Scrolls } from "../parts/scrolls.tsx";
import type { PolicyFinding, Word } from "./policy-question.ts";
import { linesOf, type Piece } from "./source-lines.ts";

interface SourceTextProps {
  readonly text: string;
  /** Of the language; empty until it has answered: then by the looks of the words. */
  readonly words: readonly Word[];
  readonly findings: readonly PolicyFinding[];
  /** To go to, from 1. */
  readonly line: number | null;
  readonly onInput: ((text: string) => void) | null;
}

export function SourceText({ text, words, findings, line, onInput }: SourceTextProps) {
  const box = useRef<HTMLDivElement>(null);
  const lines = linesOf(text, words.length > 0 ? words : wordsByLooks(text), findings);
  useEffect(() => {
    if (line === null) return;
    const row = box.current?.querySelectorAll<HTMLElement>(".line")[line - 1];
    row?.scrollIntoView({ block: "center" });
  }, [line, text === ""]);
  return (
    <Scrolls class="source-text" name="Policy text">
      <div ref={box} class="source-sheet">
        <pre aria-hidden={onInput === null ? undefined : "true"}>
          {lines.map((pieces, at) => (
            <span key={at} class={at + 1 === line ? "line here" : "line"} data-line={at + 1}>
              {pieces.map(pieceOf)}
              {"\n"}
            </span>
          ))}
        </pre>
        {onInput === null ? null : (
          <textarea
            aria-label="Policy text to try"
            value={text}
            spellcheck={false}
            autocomplete="off"
            autocapitalize="off"
            wrap="off"
            onInput={({ currentTarget }) => onInput(currentTarget.value)}
          />
        )}
      </div>
    </Scrolls>
  );
}

function pieceOf({ text, kind, finding }: Piece, at: number) {
  if (kind === null && finding === null) return text;
  const name = `${kind ?? ""}${finding === null ? "" : ` squiggle ${finding.severity}`}`;
  return (
    <i key={at} class={name} title={finding?.message}>
      {text}
    </i>
  );
}

function wordsByLooks(text: string): Word[] {
  let start = 0;
  return piecesOf(text).flatMap(({ kind, text: piece }) => {
    const word = { start, end: start + piece.length, kind: kind as Word["kind"] };
    start = word.end;
    return kind === null ? [] : [word];
  });
}
