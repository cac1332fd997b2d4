/** Policies: a profile with its effective rules, its source and what the language says of it, and what other limits would have done. */

import { useEffect } from "preact/hooks";
import type { PolicyList } from "../../../engine/src/api/contract.ts";
import { LevelPill } from "../parts/pills.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { useAnswer } from "../parts/use-answer.ts";
import { record } from "../record-client.ts";
import { onEngineEvent, status } from "../state/engine.ts";
import { href, route } from "../state/route.ts";
import { ChannelsPage } from "./channels-page.tsx";
import { ProfilePage } from "./profile-page.tsx";
import { SourcePage } from "./source-page.tsx";

export function PoliciesView() {
  const { value, error, again } = useAnswer((signal) => record.policies(signal), []);
  useEffect(() => onEngineEvent(({ event }) => event === "reload" && again()), []);
  if (error !== null) return <Trouble error={error} again={again} />;
  if (value === null) return <p class="empty">Asking for the policies…</p>;
  const { parts, query } = route.value;
  const { file, show } = query;
  const isChannels = show === "channels";
  const shown = file === undefined && !isChannels ? (parts[0] ?? value.profiles[0]?.name) : undefined;
  return (
    <div class="policies">
      <Contents list={value} profile={shown} file={file} isChannels={isChannels} />
      {isChannels ? (
        <ChannelsPage />
      ) : file !== undefined ? (
        <SourcePage key={file} list={value} path={file} line={Number(query.line) || null} />
      ) : shown === undefined ? (
        <p class="empty">No profile is in force.</p>
      ) : (
        <ProfilePage key={shown} name={shown} list={value} />
      )}
    </div>
  );
}

interface ContentsProps {
  readonly list: PolicyList;
  readonly profile: string | undefined;
  readonly file: string | undefined;
  readonly isChannels: boolean;
}

function Contents({ list, profile, file, isChannels }: ContentsProps) {
  return (
    <nav class="card contents" aria-label="Profiles, files and channels">
      <h2>Profiles</h2>
      <ul>
        {list.profiles.map(({ name, level, rules }) => (
          <li key={name}>
            <a href={href("policies", [name])} aria-current={name === profile ? "page" : undefined}>
              <span>{name}</span>
              <span class="muted small numbers">
                {rules}
                <span class="visually-hidden"> rules</span>
              </span>
              <LevelPill level={level} />
            </a>
          </li>
        ))}
      </ul>
      <h2>Files</h2>
      <ul>
        {list.files.map(({ path }) => (
          <li key={path}>
            <a
              href={href("policies", [], { file: path })}
              aria-current={path === file ? "page" : undefined}
              title={path}
            >
              <span class="path">{path.split(/[\\/]/).at(-1)}</span>
            </a>
          </li>
        ))}
      </ul>
      {status.value?.channels.length ? (
        <>
          <h2>Notifications</h2>
          <ul>
            <li>
              <a href={href("policies", [], { show: "channels" })} aria-current={isChannels ? "page" : undefined}>
                <span>Channels</span>
              </a>
            </li>
          </ul>
        </>
      ) : null}
    </nav>
  );
}
