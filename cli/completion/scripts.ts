/** The shells that there is a script for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** A shell that there is a script for. */
export type Shell = (typeof SHELLS)[number];

/*
 * Each script only asks the program and hands on its answer, so that an installed script never goes stale. A line of
 * the answer is a candidate, a tab and its description; `:files` and `:directories` leave it to the shell.
 */

const BASH = `# Completion of argo-bootstrap for bash: eval "$(bin/argo-bootstrap completion bash)"
_argo_bootstrap() {
  local current=\${COMP_WORDS[COMP_CWORD]} line
  [ "$current" = '=' ] && current=
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) mapfile -t COMPREPLY < <(compgen -f -- "$current"); compopt -o filenames 2>/dev/null ;;
      :directories) mapfile -t COMPREPLY < <(compgen -d -- "$current"); compopt -o filenames 2>/dev/null ;;
      ?*) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]/#\\~/$HOME}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _argo_bootstrap argo-bootstrap
`;

const ZSH = `#compdef argo-bootstrap
# Completion of argo-bootstrap for zsh, after compinit: eval "$(bin/argo-bootstrap completion zsh)"
_argo_bootstrap() {
  local program=\${~\${(Q)words[1]}} line
  local -a values
  for line in "\${(@f)$("$program" __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      :files) _files; return ;;
      :directories) _files -/; return ;;
      ?*) values+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  (( $#values )) && _describe argo-bootstrap values
}
if [[ \${zsh_eval_context[-1]} == loadautofunc ]]; then
  _argo_bootstrap "$@"
else
  compdef _argo_bootstrap argo-bootstrap
fi
`;

const FISH = `# Completion of argo-bootstrap for fish: bin/argo-bootstrap completion fish | source
function __argo_bootstrap_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    for line in ($program __complete -- $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$current"
            case :directories
                __fish_complete_directories "$current"
            case '*'
                echo $line
        end
    end
end
complete -c argo-bootstrap -f -a '(__argo_bootstrap_complete)'
`;

/** The script that a shell evaluates. */
export function completionScript(shell: Shell): string {
  return { bash: BASH, zsh: ZSH, fish: FISH }[shell];
}
