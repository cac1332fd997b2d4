/** `macro-engine prove`: what holds of policies whatever is measured. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import {
  type CheckedClaim,
  checkAssertions,
  type Program,
  type ProvedProfile,
  proveProfiles,
  type Source,
} from "@macro-engine/dsl";
import type { Command } from "commander";
import { type Config, loadConfig, renderConfigProblems } from "../../config.ts";
import { type LoadedPolicies, loadPolicies } from "../../load-policies.ts";
import { PolicySetError } from "../../policy-set.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { proofRoomOf } from "../prove/proof-room.ts";
import { beginsAsSentence, readSentence, sentenceFile, sentenceForms } from "../prove/sentence.ts";
import { writeCounterexample } from "../prove/write-counterexample.ts";
import { renderDiagnostics } from "../report/diagnostics-report.ts";
import { painter } from "../report/paint.ts";
import { proofsJson } from "../report/prove-json.ts";
import { renderClaim, renderProfile, renderProveEnd } from "../report/prove-pretty.ts";
import { standingOf } from "../report/prove-texts.ts";
import { collect, formatOption, readingOf } from "./command-options.ts";

export interface ProveOptions {
  /** A sentence, or files and folders; empty: those of the configuration. */
  readonly paths: readonly string[];
  /** Files and folders beside a sentence. */
  readonly policies?: readonly string[];
  readonly format?: "pretty" | "json";
  /** Where the first counterexample is written, as a recording. */
  readonly writeTrace?: string;
  readonly overrides?: string | false;
  readonly config?: string;
}

interface Proofs {
  readonly program: Program;
  readonly claims: readonly CheckedClaim[];
  readonly profiles: readonly ProvedProfile[];
  readonly sentence: string | null;
  /** Of schedules without one. */
  readonly zone: string;
}

/** Exit code 0 when all holds, 1 for refuted claims, rules without effect and errors in the policies, 2 for wrong use. */
export async function proveCommand(options: ProveOptions, io: CommandIo): Promise<number> {
  const { config, problems, path } = loadConfig({
    cwd: io.cwd,
    ...(options.config === undefined ? {} : { path: options.config }),
  });
  if (problems.length > 0) io.stderr(`${renderConfigProblems(problems, { color: io.color })}\n`);
  if (problems.some(({ severity }) => severity === "error")) return exitCodes.wrongUse;
  const isEmpty = (text: string) => text.trim() === "";
  if (options.paths.some(isEmpty) || options.policies?.some(isEmpty)) {
    io.stderr(`${options.paths.some(isEmpty) ? emptySentence : "--policies names nothing; name a file or folder"}\n`);
    return exitCodes.wrongUse;
  }
  if (!options.paths.some(beginsAsSentence) && beginsAsSentence(options.paths.join(" "))) {
    io.stderr(`${sentenceInPieces}\n`);
    return exitCodes.wrongUse;
  }
  const sentences = options.paths.filter((path) => isSentence(path, io));
  const [sentence = null] = sentences;
  if (sentence !== null && options.paths.length > 1) {
    const isMixed = sentences.length < options.paths.length;
    io.stderr(`${isMixed ? sentenceAmongPaths : "these are several sentences: ask one at a time"}\n`);
    return exitCodes.wrongUse;
  }
  const named = sentence === null ? [...options.paths, ...(options.policies ?? [])] : (options.policies ?? []);
  try {
    const loaded = await loadPolicies(named.length > 0 ? named : config.policies, {
      ...readingOf(options.overrides, config, io.cwd),
      ...(path === null ? {} : { channels: Object.keys(config.channels) }),
    });
    if (loaded.program === null) {
      io.stderr(renderDiagnostics(loaded.diagnostics, loaded.sourceOf, io.color));
      return loaded.set.diagnostics.length > 0 ? exitCodes.wrongUse : exitCodes.findings;
    }
    const proofs = sentence === null ? proveAll(loaded.program, config) : proveSentence(sentence, loaded, config, io);
    return proofs === null ? exitCodes.wrongUse : await report(proofs, named, options, io);
  } catch (error) {
    if (!(error instanceof PolicySetError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.wrongUse;
  }
}

/** A variable that is not set would else prove everything, and pass for the answer. */
const emptySentence = `an empty sentence says nothing; write ${sentenceForms.join(", or ")}; or no argument, to prove all`;

/** A shell takes it apart, and what stands behind its `>` for a file. */
const sentenceInPieces =
  'a sentence is one argument: write it in quotes, as in macro-engine prove "heal never runs with cpu.usage > 95%"';

const sentenceAmongPaths = "a sentence stands alone: name the policies that it is about by --policies";

/** A misspelt one as well, so that it is told what may be asked. What is there as a path is one. */
function isSentence(text: string, { cwd }: CommandIo): boolean {
  return /\s(never|runs|with|when|for)\s|\s[<>=!]=?\s/.test(text) && !existsSync(resolve(cwd, text));
}

function proveAll(program: Program, config: Config): Proofs {
  const room = proofRoomOf(program, config);
  const claims = checkAssertions(room);
  return { program, claims, profiles: proveProfiles(room), sentence: null, zone: config.zone };
}

/** Null, and told, when it is not understood. */
function proveSentence(
  sentence: string,
  { set, program }: LoadedPolicies,
  config: Config,
  io: CommandIo,
): Proofs | null {
  const read = readSentence(sentence, set.files, program!);
  if (read.kind === "no-sentence") {
    io.stderr(`${read.message}\n`);
    return null;
  }
  if (read.kind === "wrong") {
    const source: Source = { path: sentenceFile, text: sentence };
    io.stderr(renderDiagnostics(read.diagnostics, () => source, io.color));
    return null;
  }
  // Its conditions count schedules as the program does that it was read with; override files have changed the other.
  const metrics = [
    ...new Map([...read.program.metrics, ...program!.metrics].map((metric) => [metric.name, metric])).values(),
  ];
  const asked = { ...read.program, metrics, profiles: program!.profiles, assertions: [read.assertion] };
  const claims = checkAssertions(proofRoomOf(asked, config));
  return { program: asked, claims, profiles: [], sentence, zone: config.zone };
}

async function report(proofs: Proofs, named: readonly string[], options: ProveOptions, io: CommandIo): Promise<number> {
  const { program, claims, profiles, sentence } = proofs;
  if (options.format === "json") {
    io.stdout(`${JSON.stringify(proofsJson(claims, profiles, program, sentence !== null))}\n`);
  } else {
    const paint = painter(io.color);
    const nameOf = ({ assertion }: CheckedClaim) => (sentence === null ? assertion.name : null);
    for (const claim of claims) io.stdout(renderClaim(claim, nameOf(claim), program, paint));
    if (claims.length > 0 && profiles.length > 0) io.stdout("\n");
    for (const profile of profiles) io.stdout(renderProfile(profile, program, paint));
    if (sentence === null) io.stdout(renderProveEnd(claims, profiles, paint));
  }
  if (options.writeTrace !== undefined) {
    const around = { named, zone: proofs.zone, schedules: program.schedules };
    const shown = options.writeTrace;
    const failed = await writeCounterexample(claims, resolve(io.cwd, shown), shown, around, io);
    if (failed) return exitCodes.wrongUse;
  }
  const isFine =
    claims.every(({ verdict }) => verdict.kind === "holds" || (sentence === null && verdict.kind === "not-analysed")) &&
    profiles.every(({ rules }) => rules.every((rule) => standingOf(rule) !== "finding"));
  return isFine ? exitCodes.fine : exitCodes.findings;
}

export function registerProve(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("prove")
    .summary("prove what holds of policies whatever is measured")
    .description(
      "Checks the assertions of policies, and for every rule whether it can fire and what makes it needless. With a " +
        "sentence, checks that alone. What is neither proved nor refuted is told as not analysed.",
    )
    .argument("[paths...]", "policy files and folders (default: those of the configuration), or one sentence")
    .option("--policies <path>", "policy file or folder, beside a sentence; may be repeated", collect)
    .addOption(formatOption(["pretty", "json"]))
    .option("--write-trace <file>", "save the first counterexample as a recording")
    .option("--overrides <folder>", "override files (default: those of the configuration)")
    .option("--no-overrides", "leave override files out")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine prove policies/
  macro-engine prove "heal never runs with cpu.usage > 95% for 40s"
  macro-engine prove "heal pauses when fps < 5 for 10s" --write-trace slow.csv

Exit codes: 0 all holds, 1 a claim is refuted, a sentence is not proved, a rule has no effect or a policy has errors, 2 wrong use or unreadable files.`,
    )
    .action(async (paths: string[], options: Omit<ProveOptions, "paths">) => {
      process.exitCode = await proveCommand({ ...options, paths }, io());
    });
}
