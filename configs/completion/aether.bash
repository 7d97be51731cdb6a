# bash completion for aether. Load it with: source <(aether completion bash)
_aether() {
  local word candidate paths='' current typed=()
  # bash breaks words at "=": put --json=stream together again.
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ ${#typed[@]} -gt 0 && ( $word == '=' || ${typed[-1]} == --*= ) ]]; then
      typed[-1]+=$word
    else
      typed+=("$word")
    fi
  done
  current=${typed[-1]}
  COMPREPLY=()
  while IFS=$'\t' read -r candidate _; do
    case $candidate in
      :*) paths=${candidate#:} ;;
      # Of --json=stream bash replaces only what is after "=".
      *) [[ $current == --*=* ]] && candidate=${candidate#*=}; COMPREPLY+=("$candidate") ;;
    esac
  done < <("${COMP_WORDS[0]}" __complete "${typed[@]}" 2>/dev/null)
  [[ $current == --*=* ]] && current=${current#*=}
  case $paths in
    file) compopt -o filenames; while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen -f -- "$current") ;;
    directory) compopt -o filenames; while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen -d -- "$current") ;;
  esac
}
complete -F _aether aether
