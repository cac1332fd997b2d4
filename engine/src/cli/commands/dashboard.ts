/** `macro-engine dashboard`: a link to the page of a running engine, which can be followed once. */

import { userInfo } from "node:os";
import type { Command } from "commander";
import { readKey } from "../../api/security/key-file.ts";
import { linkAddress, linkLifeMs, signLink } from "../../api/security/links.ts";
import { createSigner } from "../../api/security/signing.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { openPage } from "../open-page.ts";
import { harmless } from "../screen/visible-text.ts";
import { configFor } from "./engine-options.ts";
import { reachEngine } from "./reach-engine.ts";

export interface DashboardOptions {
  readonly open?: boolean;
  readonly viewer?: boolean;
  readonly policies?: string;
  readonly config?: string;
}

/** Exit code 0 when there is a link, 1 when no engine serves a page, 2 for wrong use. */
export async function dashboardCommand(options: DashboardOptions, io: CommandIo): Promise<number> {
  const configured = configFor(options, options.policies === undefined ? [] : [options.policies], io);
  if (typeof configured === "number") return configured;
  const client = await reachEngine(options, io);
  if (typeof client === "number") return client;
  const { dashboard, notServing } = await client.call("status", {});
  client.close();
  if (dashboard === null) {
    io.stderr(
      `${harmless(notServing ?? "this engine serves no dashboard: it runs with --no-api, or `api.enabled` is false")}\n`,
    );
    return exitCodes.findings;
  }
  const link = linkFor(configured.config.store.path, dashboard, options, io);
  if (link === null) return exitCodes.findings;
  io.stdout(`${link}\n`);
  io.stderr(`It can be followed once, within ${linkLifeMs / 60_000} minutes.\n`);
  if (options.open) openPage(link, (problem) => io.stderr(`${problem}\n`));
  return exitCodes.fine;
}

function linkFor(storePath: string, dashboard: string, { viewer }: DashboardOptions, io: CommandIo): string | null {
  try {
    const signer = createSigner(readKey(storePath));
    return linkAddress(dashboard, signLink(signer, userInfo().username, viewer ? "viewer" : "operator", Date.now()));
  } catch (error) {
    io.stderr(`${(error as Error).message}\n`);
    return null;
  }
}

export function registerDashboard(program: Command): void {
  program
    .command("dashboard")
    .summary("a link to the dashboard of a running engine")
    .description("Prints a fresh link to the page of the engine that watches the same policies.")
    .option("--open", "open it in the browser")
    .option("--viewer", "for somebody who may look, and change nothing")
    .option("--policies <path>", "folder or file of policies (default: those of the configuration)")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine dashboard --open
  macro-engine dashboard --viewer | qrencode -t ansi

Exit codes: 0 a link was printed, 1 no engine serves a dashboard, 2 wrong use.`,
    )
    .action(async (options: DashboardOptions) => {
      process.exitCode = await dashboardCommand(options, processIo());
    });
}
