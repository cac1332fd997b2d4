/** Puts imported policy text where it was asked for. */

import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { PolicySet } from "../../policy-set.ts";
import type { CommandIo } from "../io.ts";
import { whyUnwritable } from "../why-unwritable.ts";
import type { ImportedFiles } from "./import-files.ts";
import { ImportFileError } from "./read-imports.ts";

interface Where {
  readonly output?: string;
  readonly write?: string;
}

/** Throws an ImportFileError for what cannot be written. */
export async function writeImported(
  imported: ImportedFiles,
  set: PolicySet,
  where: Where,
  io: CommandIo,
): Promise<void> {
  if (where.write !== undefined) {
    await writeFolder(imported, set, where.write, io);
    return;
  }
  const text = oneText(imported);
  if (where.output === undefined || where.output === "-") {
    io.stdout(text);
    return;
  }
  const path = resolve(io.cwd, where.output);
  // Written over, it would be gone with its tests and comments, and the set that was looked at with it.
  if ([...set.absolutePaths.values()].includes(path)) {
    const remedy = "change it by --write FOLDER, or name another file";
    throw new ImportFileError(`${where.output} is one of the policies that the text joins: ${remedy}`);
  }
  await put(path, where.output, text);
}

/** All declarations in one; those that take the place of another say so. */
function oneText({ made, replaced }: ImportedFiles): string {
  const parts = [
    ...replaced.map(({ name, file, text }) => `# Takes the place of profile ${name} in ${file}.\n\n${text}`),
    ...made.map(({ text }) => text),
  ];
  return parts.length === 0 ? "" : `${parts.join("\n\n")}\n`;
}

async function writeFolder(imported: ImportedFiles, set: PolicySet, folder: string, io: CommandIo): Promise<void> {
  const root = resolve(io.cwd, folder);
  const mark = (path: string) => (set.marked.has(path) ? "\ufeff" : "");
  const changed = imported.changed.map(({ path, text }) => ({
    path: join(root, pathBelow(path, set)),
    text: mark(path) + text,
  }));
  const made = [...Map.groupBy(imported.made, ({ from }) => from)].map(([from, parts]) => ({
    path: join(root, `${from}.macropolicy`),
    text: `${parts.map(({ text }) => text).join("\n\n")}\n`,
  }));
  for (const { path } of made) {
    if (await isThere(path)) {
      throw new ImportFileError(`${shown(path, io)} is there already; move it, or write elsewhere by --output`);
    }
  }
  for (const { path, text } of [...changed, ...made]) {
    await put(path, shown(path, io), text);
    io.stdout(`written ${shown(path, io)}\n`);
  }
}

/** Where a policy file stands below the folder that it was found in. */
function pathBelow(path: string, { absolutePaths, roots }: PolicySet): string {
  const absolute = absolutePaths.get(path)!;
  const below = roots
    .map((root) => relative(root, absolute))
    .find((way) => way !== "" && !way.startsWith("..") && !isAbsolute(way));
  return below ?? relative(dirname(absolute), absolute);
}

function shown(path: string, io: CommandIo): string {
  const way = relative(io.cwd, path);
  return way.startsWith("..") ? path : way;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function put(path: string, name: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw new ImportFileError(`${name} cannot be written: ${whyUnwritable(error)}`);
  }
}
