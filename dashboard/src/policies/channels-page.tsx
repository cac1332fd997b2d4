/** Where notifications go: how many wait or were given up, why, and a test of each channel. */

import { useSignal } from "@preact/signals";
import type { ChannelTest, EngineStatus } from "../../../engine/src/api/contract.ts";
import { Button } from "../parts/button.tsx";
import { Pill } from "../parts/pills.tsx";
import { Quoted } from "../parts/quoted.tsx";
import { record } from "../record-client.ts";
import { status } from "../state/engine.ts";

type Channel = EngineStatus["channels"][number];

export function ChannelsPage() {
  const channels = status.value?.channels ?? [];
  return (
    <section class="stack" aria-label="Channels">
      {channels.map((channel) => (
        <ChannelCard channel={channel} key={channel.channel} />
      ))}
    </section>
  );
}

function ChannelCard({ channel: { channel, kind, waiting, failed, problem } }: { readonly channel: Channel }) {
  const tried = useSignal<ChannelTest | "trying" | null>(null);
  const tryIt = async () => {
    if (tried.value === "trying") return;
    tried.value = "trying";
    tried.value = await record.testChannel(channel).catch(({ message }: Error) => ({ ok: false, how: message }));
  };
  return (
    <article class="card" aria-label={channel}>
      <header class="row wrap spread">
        <h3 class="row wrap">
          {channel} <Pill>{kind}</Pill>
          {waiting > 0 ? <Pill tone="warn">{waiting} waiting</Pill> : null}
          {failed > 0 ? <Pill tone="bad">{failed} given up</Pill> : null}
        </h3>
        {kind === "removed" ? null : (
          <Button acts of={`to ${channel}`} onClick={() => void tryIt()}>
            Send a test
          </Button>
        )}
      </header>
      <p class={problem === null ? "muted" : "problem"}>
        {problem !== null ? <Quoted text={problem} /> : waiting > 0 ? null : "Nothing waits to be delivered."}
      </p>
      <p class="small" role="status">
        {tried.value === null ? null : tried.value === "trying" ? (
          "A test is under way…"
        ) : (
          <Pill tone={tried.value.ok ? "ok" : "bad"}>{tried.value.how}</Pill>
        )}
      </p>
    </article>
  );
}
