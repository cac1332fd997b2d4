/** What narrows the list. It stands in the address, so that a narrowed list can be shared. */

import type { DecisionItem } from "../../../engine/src/api/contract.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Select } from "../parts/select.tsx";
import { macros } from "../state/engine.ts";
import { go, href } from "../state/route.ts";
import { addressOf, isNarrowed, type ListQuery, sinces, whats } from "./decision-filter.ts";

export function Filters({ query, items }: { readonly query: ListQuery; readonly items: readonly DecisionItem[] }) {
  const change = (changes: Partial<Record<keyof ListQuery, string>>) =>
    go(href("cancellations", [], addressOf({ ...query, ...changes } as ListQuery)), { replace: true });
  const known = (name: "macro" | "profile" | "rule") => [...new Set(items.map((item) => item[name]))].sort();
  const running = macros.value.map(({ macro }) => macro);
  return (
    <form class="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <Choice label="Show" value={query.what} choices={whats} onChoose={(what) => change({ what })} />
      <Choice label="Since" value={query.since} choices={sinces} onChoose={(since) => change({ since })} />
      <Name
        label="Macro"
        value={query.macro}
        known={[...new Set([...known("macro"), ...running])].sort()}
        onName={(macro) => change({ macro })}
      />
      <Name label="Rule" value={query.rule} known={known("rule")} onName={(rule) => change({ rule })} />
      <Name label="Profile" value={query.profile} known={known("profile")} onName={(profile) => change({ profile })} />
      {query.session === "" ? null : (
        <Button icon="close" onClick={() => change({ session: "" })}>
          One session
        </Button>
      )}
      {isNarrowed(query) ? (
        <a class="button quiet" href={href("cancellations", [], addressOf({ ...nothing, what: query.what }))}>
          Clear
        </a>
      ) : null}
    </form>
  );
}

const nothing = { since: "all", macro: "", profile: "", rule: "", session: "" } as const;

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly onChoose: (value: string) => void;
}

function Choice({ label, value, choices, onChoose }: ChoiceProps) {
  return (
    <Field name={label}>
      <Select value={value} onChoose={onChoose} choices={Object.entries(choices)} />
    </Field>
  );
}

interface NameProps {
  readonly label: string;
  readonly value: string;
  readonly known: readonly string[];
  readonly onName: (name: string) => void;
}

/** Any name may be meant: those that the list shows are offered. */
function Name({ label, value, known, onName }: NameProps) {
  const list = `known-${label}`;
  return (
    <Field name={label}>
      <input
        key={value}
        type="search"
        list={list}
        defaultValue={value}
        placeholder="any"
        autocomplete="off"
        spellcheck={false}
        maxLength={256}
        onChange={({ currentTarget }) => onName(currentTarget.value.trim())}
      />
      <datalist id={list}>
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </Field>
  );
}
