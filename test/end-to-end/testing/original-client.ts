/** The original's page, as far as it calls its server: relative paths and no token, behind the proxy that the docs have. */

import { readPage } from "../../docs/page.ts";
import { root, type Stage } from "./stage.ts";

export interface OriginalClient {
  /** Of the page's own server. */
  readonly origin: string;
  get(path: string): Promise<Answer>;
  post(path: string, body?: object, origin?: string): Promise<Answer>;
}

/** What its page reads of an answer. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: it looks into answers without knowing what they are.
  readonly body: any;
}

/** What is guarded while its page is tried: a macro that says its pid, under a rule that the level turns on. */
export const guarded = {
  policy: `profile heal {
  level safe
  grace 300ms
  match macro "*"
  rule fps_low: cancel when fps < 15 for 300ms
  rule strict: cancel when macro.level == "dangerous" and fps < 40 for 300ms
}
`,
  macro: 'echo $$ > heal.pid; trap "exit 0" TERM; mkfifo idle.$$; exec 3<> idle.$$; while :; do read _ <&3; done\n',
};

const prefix = "/api/macro-safety";

/** `engine`: where the engine serves. The proxy ends with the stage. */
export async function originalClient(stage: Stage, engine: string, token: string): Promise<OriginalClient> {
  const page = readPage(root, "docs/earlier-api.md");
  const script = page.blocks.find(({ options }) => options.file === "old_page.py")!;
  stage.write({ "page/old_page.py": script.text, "page/index.html": "<title>The earlier page</title>\n" });
  const proxy = stage.start(["-c", "cd page && exec python3 old_page.py 0"], {
    file: "sh",
    env: { MACRO_ENGINE_URL: engine, OLD_PAGE_TOKEN: token },
  });
  await proxy.says(/http:\/\/127\.0\.0\.1:\d+\n/);
  const origin = proxy.out.trim();
  const call = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(new URL(`${prefix}/${path}`, origin), init);
    const text = await response.text();
    return {
      status: response.status,
      body: response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text,
    };
  };
  return {
    origin,
    get: (path) => call(path, {}),
    // Its page says that it sends JSON, whether it sends something or not.
    post: (path, body, from = origin) =>
      call(path, {
        method: "POST",
        headers: { "content-type": "application/json", origin: from },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}
