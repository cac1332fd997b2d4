/** The names of policies that override files and the configuration write down. */

import { remembered, type Source } from "@macro-engine/dsl";
import type { Node, Scalar } from "yaml";
import type { FileKind } from "../workspace/policy-view.ts";
import { keyText, type YamlFile, YamlReader } from "./yaml-reader.ts";

/** What a file that is no policy names. Of one that cannot be parsed, what comes before the mistake. */
export function yamlFile(source: Source, kind: Exclude<FileKind, "policy">): YamlFile {
  return kind === "overrides" ? overrideFile(source) : configurationFile(source);
}

const overrideFile = remembered((source: Source): YamlFile => {
  const reader = new YamlReader(source);
  const root = reader.map(reader.root);
  const isOwnForm = !/\.json$/i.test(source.path) || root?.items.some(({ key }) => keyText(key) === "profiles");
  if (isOwnForm) readSettings(reader);
  else readOriginal(reader);
  return reader.result();
});

const configurationFile = remembered((source: Source): YamlFile => {
  const reader = new YamlReader(source);
  reader.eachKey(reader.root, (_, key, value) => {
    if (key === "macros") readMacros(reader, value);
    else if (key === "channels") reader.eachKey(value, (channel) => reader.add(channel, "channel-key", null));
    else if (key === "staleness") reader.eachKey(value, (metric) => reader.add(metric, "metric-key", null));
    else if (key === "sources") readSources(reader, value);
    else readPaths(reader, key, value);
  });
  return reader.result();
});

function readSettings(reader: YamlReader): void {
  reader.eachKey(reader.valueOf(reader.root, "profiles"), (node, profile, settings) => {
    reader.add(node, "override-profile", null);
    reader.eachKey(reader.valueOf(settings, "set"), (param) => reader.add(param, "override-set", profile));
    reader.eachKey(reader.valueOf(settings, "rules"), (rule) => reader.add(rule, "override-rule", profile));
  });
}

function readOriginal(reader: YamlReader): void {
  reader.eachKey(reader.root, (node, macro, settings) => {
    reader.add(node, "original-macro", null);
    reader.eachKey(settings, (key, name, value) => {
      if (name === "macro_id" && keyText(value) === macro) reader.add(value as Scalar, "original-macro", null);
      else if (name === "discord_notify") reader.tellsDiscord = true;
      else if (name === "max_duration") reader.add(key, "original-limit", macro);
      else if (name === "performance_thresholds")
        reader.eachKey(value, (limit) => reader.add(limit, "original-limit", macro));
    });
  });
}

function readMacros(reader: YamlReader, macros: Node | null): void {
  reader.eachKey(macros, (_, name, settings) => {
    const profile = reader.valueOf(settings, "profile");
    reader.add(profile, "macro-profile", null);
    reader.macros.push({ name, profile: keyText(profile), room: reader.roomIn(settings) });
  });
}

function readSources(reader: YamlReader, sources: Node | null): void {
  for (const source of reader.items(sources)) {
    reader.eachKey(reader.valueOf(source, "metrics"), (metric) => reader.add(metric, "metric-key", null));
    reader.addPath(reader.valueOf(source, "path"));
  }
}

function readPaths(reader: YamlReader, key: string, value: Node | null): void {
  if (key === "policies") for (const path of reader.items(value)) reader.addPath(path);
  else if (key === "overrides") reader.addPath(reader.valueOf(value, "folder"));
  else if (key === "store" || key === "log") reader.addPath(reader.valueOf(value, "path"));
  else if (key === "lint") reader.addPath(reader.valueOf(value, "baseline"));
}

/** Words that YAML takes for something else than text, where they stand without quotes. */
export function isYamlWord(name: string): boolean {
  return /^(?:null|true|false)$/i.test(name);
}
