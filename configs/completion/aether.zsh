#compdef aether
# zsh completion for aether. Load it with: source <(aether completion zsh)
_aether() {
  local line paths word
  local -a found
  for line in ${(f)"$(${words[1]} __complete "${(@)words[2,CURRENT]}" 2>/dev/null)"}; do
    case $line in
      :*) paths=${line#:} ;;
      *) word=${${line%%$'\t'*}//:/\\:}; found+=("$word:${line#*$'\t'}") ;;
    esac
  done
  (( ${#found} )) && _describe -V aether found
  # Of --env=FILE only what is after "=" is a path.
  [[ $paths == none ]] || compset -P '--[a-z-]##='
  case $paths in
    file) _files ;;
    directory) _files -/ ;;
  esac
}
if [[ $funcstack[1] == _aether ]]; then
  _aether "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u }
  compdef _aether aether
fi
