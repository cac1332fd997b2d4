/** Shell completion: `macro-engine completion bash|zsh|fish|powershell` prints the script. */

import createCompletion from "@bomb.sh/tab/commander";
import type { Command } from "commander";

/** Scripts of our own, where those of the library complete no paths: to it, what it does not know is nothing. */
const ownScripts: Readonly<Record<string, (name: string) => string>> = { bash: bashScript, zsh: zshScript };

/** Completes commands, options and their choices. Whatever else there may be is a path. */
export function addCompletion(program: Command): void {
  const scripts = createCompletion(program, { completionCommandName: "completion" });
  const name = program.name();
  program.commands
    .find((command) => command.name() === "completion")
    ?.summary("print a script that completes commands in a shell")
    .description("Prints a script by which a shell completes commands, options and their values.")
    .addHelpText(
      "after",
      `
Examples:
  source <(${name} completion bash)                          in ~/.bashrc
  source <(${name} completion zsh)                           in ~/.zshrc
  ${name} completion fish > ~/.config/fish/completions/${name}.fish
  ${name} completion powershell | Out-String | Invoke-Expression`,
    )
    .action((shell: string) => {
      const own = ownScripts[shell];
      if (own !== undefined) process.stdout.write(own(name));
      else scripts.setup(name, name, shell);
    });
  // A list has room for a few words on each.
  for (const command of program.commands) {
    const listed = scripts.commands.get(command.name());
    if (listed !== undefined) listed.description = command.summary() || listed.description;
  }
}

/** Needs no bash-completion package, and runs on the bash 3.2 of macOS. */
function bashScript(name: string): string {
  const complete = `_${name.replaceAll("-", "_")}_complete`;
  return `# bash completion for ${name}
${complete}() {
  local line words=""
  while IFS= read -r line; do
    [[ $line == :* ]] || words+="\${line%%$'\\t'*}"$'\\n'
  done < <(${name} complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o bashdefault -o default -F ${complete} ${name}
`;
}

/** Serves as a file `_macro-engine` in the `fpath`, and to be sourced. */
function zshScript(name: string): string {
  const complete = `_${name}`;
  return `#compdef ${name}
# zsh completion for ${name}
${complete}() {
  local line
  local -a found
  for line in "\${(@f)$(${name} complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z $line || $line == :* ]] && continue
    # The word, a tab and what it is; _describe has a colon between them.
    line="\${\${line//:/\\\\:}%$'\\t'}"
    found+=("\${line/$'\\t'/:}")
  done
  _describe '${name}' found || _files
}
if [[ \${funcstack[1]} == ${complete} ]]; then ${complete}; else compdef ${complete} ${name}; fi
`;
}
