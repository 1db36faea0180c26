import { asksGuiji, nextWords, valuedOptions, type Node } from './tree.ts'

export function bashScript(all: readonly Node[]): string {
  const global = all[0]?.options ?? []
  const valued = valuedOptions(all)
  const choices = new Map(
    all.flatMap((node) => node.options.filter(({ choices }) => choices.length > 0).map(({ long, choices }) => [long, choices])),
  )
  const cases = all.map((node) => {
    const options = [...new Set([...node.options, ...global].map((option) => option.long)), '--help'].join(' ')
    const dynamic = asksGuiji(node) ? `; dynamic=${node.argument}` : ''
    return `    '${node.path}') words='${nextWords(node).join(' ')}'; options='${options}'${dynamic} ;;`
  })
  const branching = all.filter((node) => node.subcommands.length > 0).map((node) => `'${node.path}'`)
  return `# guiji completion for bash: eval "$(guiji completion bash)"
_guiji() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local path='' words='' options='' dynamic='' project='' index word
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "$word" in
      --project) project="\${COMP_WORDS[index+1]}"; ((index++)) ;;
      ${valued.filter((name) => name !== '--project').join('|')}) ((index++)) ;;
      -*) ;;
      *) case "$path" in ${branching.join('|')}) path="\${path:+$path }$word" ;; esac ;;
    esac
  done
  case "$previous" in
${[...choices].map(([long, values]) => `    ${long}) COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$current")); return ;;`).join('\n')}
    ${valued.filter((name) => !choices.has(name)).join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case "$path" in
${cases.join('\n')}
  esac
  if [[ "$current" == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$current")); return; fi
  if [[ -n "$dynamic" ]]; then words="$(guiji completion --complete "$dynamic" \${project:+--project "$project"} 2>/dev/null)"; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _guiji guiji
`
}
