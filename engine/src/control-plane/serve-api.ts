/**
 * The API as the configuration wants it: begun, changed in place, moved to another address, ended. What cannot be as it is
 * wanted is said, and what is served goes on as before.
 */

import type { Listening } from "../api/listen.ts";
import type { AccessToken } from "../api/security/access.ts";
import type { Certificate } from "../api/security/certificate.ts";
import type { ApiServer, ApiServerOptions } from "../api/server.ts";
import { auditPathOf } from "../audit/files.ts";
import type { ApiConfig, Config } from "../config/config.ts";
import type { Serving } from "../control/protocol.ts";

export interface ServeApiOptions extends Pick<ApiServerOptions, "engine" | "input" | "notifying" | "onProblem"> {
  /** Hears where it serves, and why it does not. */
  readonly tell: (change: Partial<Serving>) => void;
  /** After this long what could not begin is tried again, ms. */
  readonly retryMs?: number;
}

export interface ServedApi {
  /** One change after the other; never throws. */
  follow(config: Config): void;
}

interface Served {
  readonly server: ApiServer;
  readonly listening: Listening;
  readonly settings: Settings;
}

/** What the configuration says, with the secrets and files that it names. */
interface Settings {
  readonly api: ApiConfig;
  readonly tokens: readonly AccessToken[];
  readonly certificate: Certificate | null;
}

/** How often it is looked for a renewed certificate, and whether what failed may be had by now, ms. */
const renewedMs = 3_600_000;

/** Who wants no API need not load one. */
const load = async () => ({
  ...(await import("../api/server.ts")),
  ...(await import("../api/listen.ts")),
  ...(await import("../api/security/certificate.ts")),
  ...(await import("../api/security/configured-tokens.ts")),
  ...(await import("../audit/audit.ts")),
});
type Modules = Awaited<ReturnType<typeof load>>;

export function serveApi({ tell, retryMs = 15_000, ...options }: ServeApiOptions): ServedApi {
  let served: Served | null = null;
  let turn: Promise<void> = Promise.resolve();
  let again: NodeJS.Timeout | undefined;

  const follow = (config: Config) => {
    clearTimeout(again);
    turn = turn.then(() => step(config));
  };
  const step = async (config: Config) => {
    try {
      const before = served?.listening.url ?? null;
      if (!config.api.enabled) {
        await end(config);
        return tell({ dashboard: null, link: null, problem: null });
      }
      const modules = await load();
      const settings = settingsOf(config.api, modules);
      served = served === null ? await begin(settings, modules) : await change(served, config, settings, modules);
      const { url } = served.listening;
      settings.certificate?.warnings.forEach(options.onProblem);
      if (settings.certificate !== null) again = setTimeout(() => follow(config), renewedMs).unref();
      tell({ dashboard: url, problem: null, ...(url === before ? {} : { link: served.server.linkTo(url) }) });
    } catch (error) {
      failed(config, error instanceof Error ? error.message : String(error));
    }
  };
  const failed = (config: Config, problem: string) => {
    if (served !== null) {
      const { server, settings } = served;
      server.follow({ ...config, api: settings.api }, settings.tokens, problem);
      again = setTimeout(() => follow(config), renewedMs).unref();
      return tell({ problem: `\`api\` is not as configured, and serves as before: ${problem}` });
    }
    tell({ dashboard: null, link: null, problem });
    // The port may be free, or the disk writable, in a while.
    again = setTimeout(() => follow(config), retryMs).unref();
  };
  const begin = async (settings: Settings, modules: Modules): Promise<Served> => {
    const { engine, input, notifying, onProblem } = options;
    const audit = modules.createAudit(auditPathOf(input.config.store.path));
    const server = await modules.createApiServer({
      ...{ engine, input, notifying, onProblem, audit },
      tokens: settings.tokens,
      onLinkUsed: () => tell({ link: null }),
    });
    try {
      const listening = await modules.listen(server.app, addressOf(settings, input.port));
      return { server, listening, settings };
    } catch (error) {
      await server.close();
      throw error;
    }
  };
  const change = async (now: Served, config: Config, next: Settings, { listen }: Modules): Promise<Served> => {
    const { server, listening, settings: before } = now;
    const take = () => server.follow(config, next.tokens);
    if (isSameAddress(before, next)) {
      if (next.certificate !== null) listening.renew(next.certificate);
      take();
      return { server, listening, settings: next };
    }
    const formerPort = before.api.port === next.api.port ? listening.port : null;
    if ((formerPort ?? next.api.port) !== listening.port) {
      const opened = await listen(server.app, addressOf(next, null));
      take();
      await listening.close();
      return { server, listening: opened, settings: next };
    }
    // The same port can be had only once.
    take();
    await listening.close();
    try {
      return { server, listening: await listen(server.app, addressOf(next, formerPort)), settings: next };
    } catch (error) {
      served = { ...now, listening: await listen(server.app, addressOf(before, listening.port)) };
      throw error;
    }
  };
  const end = async (config: Config) => {
    if (served === null) return;
    const { server, listening } = served;
    served = null;
    // Who asked for this has an answer yet.
    server.follow(config, []);
    await listening.close();
    await server.close();
  };
  return { follow };
}

/** Throws in words for the user. */
function settingsOf(api: ApiConfig, { checkExposure, configuredTokens, readCertificate }: Modules): Settings {
  checkExposure(api);
  const certificate = api.tls === null ? null : readCertificate(api.tls);
  return { api, tokens: configuredTokens(api.tokens), certificate };
}

const addressOf = ({ api, certificate }: Settings, formerPort: number | null) => ({ ...api, certificate, formerPort });

function isSameAddress({ api: a }: Settings, { api: b }: Settings): boolean {
  return a.host === b.host && a.port === b.port && (a.tls === null) === (b.tls === null);
}
