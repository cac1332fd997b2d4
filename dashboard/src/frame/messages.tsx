/** Messages at the edge of the page, and the places from which screen readers speak them. */

import { Button } from "../parts/button.tsx";
import { Icon, type IconName } from "../parts/icons.tsx";
import { Quoted } from "../parts/quoted.tsx";
import { dismiss, type Message, messages, spoken } from "../state/messages.ts";

const icons: Readonly<Record<Message["tone"], IconName>> = {
  ok: "check",
  info: "info",
  warn: "warning",
  bad: "cancel",
};

export function Messages() {
  return (
    <>
      <section class="messages" aria-label="Messages">
        {messages.value.map(({ id, tone, text, link }) => (
          <div class="message" data-tone={tone} key={id}>
            <Icon name={icons[tone]} />
            <p>
              <Quoted text={text} /> {link === null ? null : <a href={link.href}>{link.text}</a>}
            </p>
            <Button icon="close" looks="quiet square" aria-label="Dismiss" onClick={() => dismiss(id)} />
          </div>
        ))}
      </section>
      <p class="visually-hidden" role="status" aria-live="polite">
        {spoken.value.polite}
      </p>
      <p class="visually-hidden" role="alert" aria-live="assertive">
        {spoken.value.urgent}
      </p>
    </>
  );
}
