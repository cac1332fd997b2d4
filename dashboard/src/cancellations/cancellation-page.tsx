/** One cancellation: why, what it looked like, what else was close, what it cost, and as a test. */

import type { CancellationDetail } from "../../../engine/src/api/contract.ts";
import { Answered } from "../parts/answered.tsx";
import { Card } from "../parts/card.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Fact } from "../parts/fact.tsx";
import { Icon } from "../parts/icons.tsx";
import { ActionPill, LevelPill, Pill } from "../parts/pills.tsx";
import { PolicyCode } from "../parts/policy-code.tsx";
import { Scrolls } from "../parts/scrolls.tsx";
import { agoText, durationText, quantityText, timeText } from "../parts/text.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { record } from "../record-client.ts";
import { now } from "../state/engine.ts";
import { href } from "../state/route.ts";
import { CloseRules } from "./close-rules.tsx";
import { Cost } from "./cost.tsx";
import { Courses } from "./courses.tsx";
import { Outcomes } from "./outcomes.tsx";

export function CancellationPage({ id }: { readonly id: string }) {
  const answer = useAnswer((signal) => record.cancellation(id, signal), [id]);
  return (
    <article class="stack cancellation">
      <a class="button quiet back" href={href("cancellations")}>
        <Icon name="chevron" /> All cancellations
      </a>
      <Answered answer={answer} waiting="Looking through the record…">
        {(detail) => <Detail detail={detail} />}
      </Answered>
    </article>
  );
}

function Detail({ detail }: { readonly detail: CancellationDetail }) {
  return (
    <>
      <Head detail={detail} />
      <div class="columns">
        <div class="stack">
          <Why detail={detail} />
          <Courses detail={detail} />
          <AsTest detail={detail} />
        </div>
        <div class="stack">
          <Values detail={detail} />
          <Outcomes detail={detail} />
          <CloseRules detail={detail} />
          <Cost detail={detail} />
        </div>
      </div>
    </>
  );
}

const testCopied = "The test is on the clipboard: paste it into a policy file";

function Head({ detail }: { readonly detail: CancellationDetail }) {
  const { macro, rule, profile, level, action, time, message, threshold, dryRun, mute } = detail;
  return (
    <header class="card cancellation-head">
      <div class="stack">
        <h2>
          {macro} <span class="muted">by</span> {rule}
        </h2>
        <p class="headline">{message || threshold}</p>
        <p class="row wrap">
          <ActionPill action={action} />
          <LevelPill level={level} />
          <a class="muted" href={href("policies", [profile])}>
            profile {profile}
          </a>
          <time class="muted numbers" dateTime={time} title={time}>
            {timeText(time)}, {agoText(time, now.value)}
          </time>
          {dryRun ? <Pill tone="info">dry run: nothing was done</Pill> : null}
          {mute === null ? null : <Pill tone="plain">muted: nothing was done</Pill>}
        </p>
      </div>
      <div class="row wrap">
        <CopyButton text={location.href} icon="link" said="A link to this page is on the clipboard">
          Copy link
        </CopyButton>
        {detail.test === null ? null : (
          <CopyButton text={detail.test} said={testCopied} looks="primary">
            Copy as a test
          </CopyButton>
        )}
      </div>
    </header>
  );
}

function Why({ detail }: { readonly detail: CancellationDetail }) {
  const { source, changed, threshold, file, line, since, time, explanation } = detail;
  const heldMs = Date.parse(time) - Date.parse(since);
  return (
    <Card title="Why" looks="stack">
      {source === null ? (
        <>
          <p class="muted">The rule is not in the policies any more. As it was:</p>
          <PolicyCode text={threshold} label="The condition as it was" />
        </>
      ) : (
        <PolicyCode text={moved(source)} label="The rule as it is written" />
      )}
      {changed && source !== null ? (
        <p class="note" data-tone="info">
          <Icon name="info" />
          <span>
            The policy has changed since. Then it was: <code>{threshold}</code>
          </span>
        </p>
      ) : null}
      <p class="muted small">
        <a href={href("policies", [detail.profile], { file, line: String(line) })}>
          {file}:{line}
        </a>
        {heldMs > 0 ? `, true for ${durationText(heldMs)} by then` : ""}
      </p>
      {explanation === "" ? null : (
        <details>
          <summary>Every part of the condition, in words</summary>
          <Scrolls class="code" name="Explanation">
            <pre>{explanation}</pre>
          </Scrolls>
        </details>
      )}
    </Card>
  );
}

function Values({ detail }: { readonly detail: CancellationDetail }) {
  const dimensions = new Map(detail.course.map(({ metric, dimension }) => [metric, dimension]));
  const entries = Object.entries(detail.values);
  if (entries.length === 0) return null;
  return (
    <Card title="Values at that moment">
      <dl class="facts">
        {entries.map(([metric, value]) => (
          <Fact key={metric} name={<code>{metric}</code>}>
            {valueText(value, dimensions.get(metric))}
          </Fact>
        ))}
      </dl>
    </Card>
  );
}

function AsTest({ detail: { test } }: { readonly detail: CancellationDetail }) {
  return (
    <Card
      title="As a test"
      looks="stack"
      beside={
        test === null ? null : (
          <CopyButton text={test} said={testCopied} looks="quiet">
            Copy
          </CopyButton>
        )
      }
    >
      {test === null ? (
        <p class="muted">What was measured then is not on record any more: no test can be made of it.</p>
      ) : (
        <>
          <p class="muted">It brings this about again, whenever somebody changes the policy.</p>
          <PolicyCode text={test} label="A test of this cancellation" />
        </>
      )}
    </Card>
  );
}

function valueText(value: CancellationDetail["values"][string] | undefined, dimension: string | undefined): string {
  if (value === null || value === undefined) return "missing";
  return typeof value === "number" ? quantityText(value, dimension) : String(value);
}

/** A rule begins behind the indentation of its file, its other lines with it: they are moved to stand two blanks in. */
function moved(rule: string): string {
  const [first = "", ...others] = rule.split("\n");
  const indents = others.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const surplus = Math.max(0, Math.min(...indents, 1000) - 2);
  return [first, ...others.map((line) => line.slice(Math.min(surplus, line.length - line.trimStart().length)))].join(
    "\n",
  );
}
