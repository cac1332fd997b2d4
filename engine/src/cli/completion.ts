/** Shell completion: `macro-engine completion bash|zsh|fish|powershell` prints the script. */

import createCompletion from "@bomb.sh/tab/commander";
import type { Command } from "commander";

/** Completes commands, options and their choices. In bash, whatever else there may be is a path. */
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
      if (shell === "bash") process.stdout.write(bashScript(name));
      else scripts.setup(name, name, shell);
    });
}

/** One of our own: it needs no bash-completion package, runs on the bash 3.2 of macOS, and completes paths. */
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
