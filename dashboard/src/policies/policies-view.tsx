/** Policies: a profile with its effective rules, its source and what the language says of it, and what other limits would have done. */

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { PolicyList } from "../../../engine/src/api/contract.ts";
import { Answered } from "../parts/answered.tsx";
import { LevelPill } from "../parts/pills.tsx";
import { fileName } from "../parts/text.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { record } from "../record-client.ts";
import { onEngineEvent, status } from "../state/engine.ts";
import { href, route } from "../state/route.ts";
import { ChannelsPage } from "./channels-page.tsx";
import { ProfilePage } from "./profile-page.tsx";
import { SourcePage } from "./source-page.tsx";

export function PoliciesView() {
  const answer = useAnswer(record.policies, []);
  useEffect(() => onEngineEvent(({ event }) => event === "reload" && answer.again()), []);
  return (
    <Answered answer={answer} waiting="Asking for the policies…">
      {(list) => <Shown list={list} />}
    </Answered>
  );
}

function Shown({ list }: { readonly list: PolicyList }) {
  const { parts, query } = route.value;
  const { file, show } = query;
  const isChannels = show === "channels";
  const shown = file === undefined && !isChannels ? (parts[0] ?? list.profiles[0]?.name) : undefined;
  return (
    <div class="policies">
      <Contents list={list} profile={shown} file={file} isChannels={isChannels} />
      {isChannels ? (
        <ChannelsPage />
      ) : file !== undefined ? (
        <SourcePage key={file} list={list} path={file} line={Number(query.line) || null} />
      ) : shown === undefined ? (
        <p class="empty">No profile is in force.</p>
      ) : (
        <ProfilePage key={shown} name={shown} list={list} />
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
          <Entry key={name} to={href("policies", [name])} isShown={name === profile}>
            <span>{name}</span>
            <span class="muted small numbers">
              {rules}
              <span class="visually-hidden"> rules</span>
            </span>
            <LevelPill level={level} />
          </Entry>
        ))}
      </ul>
      <h2>Files</h2>
      <ul>
        {list.files.map(({ path }) => (
          <Entry key={path} to={href("policies", [], { file: path })} isShown={path === file} title={path}>
            <span>{fileName(path)}</span>
          </Entry>
        ))}
      </ul>
      {status.value?.channels.length ? (
        <>
          <h2>Notifications</h2>
          <ul>
            <Entry to={href("policies", [], { show: "channels" })} isShown={isChannels}>
              <span>Channels</span>
            </Entry>
          </ul>
        </>
      ) : null}
    </nav>
  );
}

interface EntryProps {
  readonly to: string;
  readonly isShown: boolean;
  readonly title?: string;
  readonly children: ComponentChildren;
}

function Entry({ to, isShown, title, children }: EntryProps) {
  return (
    <li>
      <a href={to} aria-current={isShown ? "page" : undefined} title={title}>
        {children}
      </a>
    </li>
  );
}
