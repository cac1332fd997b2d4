/** A policy file as text, in colour, with what the language finds in it; and a copy of it to try changes in. */

import { useSignal } from "@preact/signals";
import type { PolicyList } from "../../../engine/src/api/contract.ts";
import { Button } from "../parts/button.tsx";
import { Card } from "../parts/card.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Icon } from "../parts/icons.tsx";
import { Pill } from "../parts/pills.tsx";
import { Quoted } from "../parts/quoted.tsx";
import { countText, fileName } from "../parts/text.ts";
import { href } from "../state/route.ts";
import type { PolicyFinding } from "./policy-question.ts";
import { SourceText } from "./source-text.tsx";
import { type Language, useLanguage } from "./use-language.ts";

interface SourcePageProps {
  readonly list: PolicyList;
  readonly path: string;
  /** To go to, from 1. */
  readonly line: number | null;
}

export function SourcePage({ list, path, line }: SourcePageProps) {
  const tried = useSignal<string | null>(null);
  const language = useLanguage(list, path, tried.value);
  const text = tried.value ?? language.text;
  const here = language.findings.filter((finding) => finding.path === path);
  return (
    <article class="stack">
      <section class="card stack source" aria-labelledby="source">
        <header class="row wrap spread">
          <h2 id="source" class="path" title={path}>
            {fileName(path)}
          </h2>
          <div class="row wrap">
            <Verdict language={language} path={path} />
            {tried.value === null ? (
              <Button disabled={text === null} onClick={() => (tried.value = language.text)}>
                Try changes
              </Button>
            ) : (
              <>
                <CopyButton text={tried.value} said="The changed text is on the clipboard">
                  Copy
                </CopyButton>
                <Button icon="close" onClick={() => (tried.value = null)}>
                  Back to what is in force
                </Button>
              </>
            )}
          </div>
        </header>
        {tried.value === null ? null : (
          <p class="note" data-tone="info">
            <Icon name="info" /> This copy is checked as you type, and changes nothing: the engine goes on with what is
            on its disk.
          </p>
        )}
        {language.error === null ? null : <p class="problem">{language.error.message}</p>}
        {text === null ? (
          language.error === null ? (
            <p class="empty">Fetching the file…</p>
          ) : null
        ) : (
          <SourceText
            text={text}
            words={language.answered === text ? language.words : []}
            findings={language.answered === text ? here : []}
            line={line}
            onInput={tried.value === null ? null : (changed) => (tried.value = changed)}
          />
        )}
      </section>
      <Findings findings={language.findings} path={path} />
    </article>
  );
}

/** Of this file; what is amiss in another is told below. */
function Verdict({ language, path }: { readonly language: Language; readonly path: string }) {
  if (language.answered === null) return <Pill>checking…</Pill>;
  const of = (severity: PolicyFinding["severity"]) =>
    language.findings.filter((each) => each.path === path && each.severity === severity).length;
  const [errors, warnings, infos] = [of("error"), of("warning"), of("info")];
  if (errors > 0) return <Pill tone="bad">{countText(errors, "error")}</Pill>;
  if (warnings > 0) return <Pill tone="warn">{countText(warnings, "warning")}</Pill>;
  return <Pill tone="ok">{infos > 0 ? countText(infos, "hint") : "nothing to find fault with"}</Pill>;
}

const tones = { error: "bad", warning: "warn", info: "info" } as const;

function Findings({ findings, path }: { readonly findings: readonly PolicyFinding[]; readonly path: string }) {
  if (findings.length === 0) return null;
  return (
    <Card title="What the language and lint find">
      <ul class="list findings">
        {findings.map((finding, at) => (
          <li key={at} data-tone={tones[finding.severity]}>
            <Icon name={finding.severity === "info" ? "info" : "warning"} />
            <div>
              <p>
                <span class="visually-hidden">{finding.severity}: </span>
                <Quoted text={finding.message} />
              </p>
              <p class="muted small">
                <a href={href("policies", [], { file: finding.path, line: String(finding.line) })}>
                  {finding.path === path ? "" : `${fileName(finding.path)}, `}line {finding.line}
                </a>{" "}
                · {finding.isLint ? "lint " : ""}
                <code>{finding.code}</code>
                <Quoted
                  text={finding.fixes
                    .slice(0, 1)
                    .map((fix) => ` · ${fix}`)
                    .join("")}
                />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
