/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  /** Without their dashes. */
  readonly options: readonly string[];
}

type Script = (name: string, commands: readonly CompletedCommand[]) => string;

export const COMPLETIONS: Readonly<Record<string, Script>> = { bash, zsh, fish };

const COMMON = ['help'];

function dashed(options: readonly string[]): string {
  return [...options, ...COMMON].map((option) => `--${option}`).join(' ');
}

function bash(name: string, commands: readonly CompletedCommand[]): string {
  const cases = commands.map((command) => `    ${command.name}) words='${dashed(command.options)}' ;;`);
  return `_nestjs_llm_logging() {
  local words current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${commands.map((command) => command.name).join(' ')} help --version --help' -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words='' ;;
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *) compopt -o default 2> /dev/null ;;
  esac
}
complete -F _nestjs_llm_logging ${name}
`;
}

function zsh(name: string, commands: readonly CompletedCommand[]): string {
  const described = commands.map(({ name: command, summary }) => `    ${quoted(`${command}:${summary}`)}`);
  const cases = commands.map((command) => `    ${command.name}) compadd -- ${dashed(command.options)} ;;`);
  return `#compdef ${name}
_nestjs_llm_logging() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  [[ "$PREFIX" == -* ]] || { _files; return; }
  case "\${words[2]}" in
${cases.join('\n')}
  esac
}
if [ "\${funcstack[1]}" = "_${name}" ]; then _nestjs_llm_logging "$@"; else compdef _nestjs_llm_logging ${name}; fi
`;
}

function fish(name: string, commands: readonly CompletedCommand[]): string {
  const first = commands.map(
    (command) => `complete -c ${name} -n __fish_use_subcommand -f -a ${command.name} -d ${quoted(command.summary)}`,
  );
  const options = commands.flatMap((command) =>
    [...command.options, ...COMMON].map(
      (option) => `complete -c ${name} -n '__fish_seen_subcommand_from ${command.name}' -l ${option}`,
    ),
  );
  return [...first, ...options, ''].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", '')}'`;
}
