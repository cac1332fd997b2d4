/** What the language says of the set in force, or of the set with a text that is being tried. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { PolicyList } from "../../../engine/src/api/contract.ts";
import { record } from "../record-client.ts";
import { askLanguage } from "./ask-language.ts";
import type { PolicyAnswer } from "./policy-question.ts";

export interface Language extends Pick<PolicyAnswer, "words" | "findings" | "comparisons"> {
  /** What is on disk of the shown file; null until it is here. */
  readonly text: string | null;
  /** The text that `words` are of; null until there is an answer. */
  readonly answered: string | null;
  readonly error: Error | null;
}

const nothing: Language = { text: null, answered: null, error: null, words: [], findings: [], comparisons: {} };

/** `tried`: in place of what is on disk. */
export function useLanguage(list: PolicyList, path: string, tried: string | null = null): Language {
  const sources = useSignal<ReadonlyMap<string, string> | null>(null);
  const state = useSignal(nothing);
  const files = sources.value;

  useEffect(() => {
    const stop = new AbortController();
    Promise.all(list.files.map(({ path: each }) => record.source(each, stop.signal))).then(
      (all) => (sources.value = new Map(all.map((source) => [source.path, source.text]))),
      (error: Error) => {
        if (!stop.signal.aborted) state.value = { ...state.peek(), error };
      },
    );
    return () => stop.abort();
  }, [list]);

  useEffect(() => {
    if (files === null) return;
    let isOver = false;
    const text = tried ?? files.get(path) ?? "";
    state.value = { ...state.peek(), text: files.get(path) ?? null, error: null };
    const set = [...files].map(([each, onDisk]) => ({ path: each, text: each === path ? text : onDisk }));
    void settingsOf().then(async (settings) => {
      const answer = await askLanguage({ files: set, path, today: today(), ...settings });
      if (!isOver) state.value = { ...answer, text: files.get(path) ?? null, answered: text, error: null };
    });
    return () => {
      isOver = true;
    };
  }, [files, path, tried]);

  return state.value;
}

interface Settings {
  readonly lint: Readonly<Record<string, string>>;
  readonly channels: readonly string[] | null;
}

let settings: Promise<Settings> | null = null;

/** Of the engine's configuration; the language's own where that cannot be had. */
function settingsOf(): Promise<Settings> {
  settings ??= record.config().then(
    (config) => ({ lint: levelsIn(config.lint), channels: namesIn(config.channels) }),
    () => ({ lint: {}, channels: null }),
  );
  return settings;
}

function levelsIn(lint: unknown): Settings["lint"] {
  const levels = (lint as { readonly levels?: unknown } | undefined)?.levels;
  return typeof levels === "object" && levels !== null ? (levels as Settings["lint"]) : {};
}

function namesIn(channels: unknown): Settings["channels"] {
  return typeof channels === "object" && channels !== null ? Object.keys(channels) : null;
}

/** `2027-01-31` */
function today(): string {
  const now = new Date();
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
