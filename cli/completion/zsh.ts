import { asksGuiji, lastWord, shells, valuedOptions, type Node } from './tree.ts'

export function zshScript(all: readonly Node[]): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''").replaceAll(':', '\\:')}'`
  const global = all[0]?.options ?? []
  const valued = valuedOptions(all)
  const branching = all.filter((node) => node.subcommands.length > 0).map((node) => `'${node.path}'`)
  const cases = all.map((node) => {
    const subcommands = node.subcommands.map((sub) => quote(lastWord(sub.path)).slice(0, -1) + `:${quote(sub.summary).slice(1)}`)
    const fixed = node.argument === 'shell' ? shells.map((shell) => quote(shell)) : subcommands
    const options = [...node.options, ...global].map((option) => quote(option.long).slice(0, -1) + `:${quote(option.help).slice(1)}`)
    return `    '${node.path}')
      words=(${fixed.join(' ')})
      options=(${options.join(' ')})${asksGuiji(node) ? `\n      dynamic=${node.argument}` : ''} ;;`
  })
  return `#compdef guiji
# guiji completion for zsh: eval "$(guiji completion zsh)"
_guiji() {
  local joined='' project='' dynamic='' word index
  local -a words_here options
  local -a words_typed; words_typed=("\${words[@]}")
  for ((index = 2; index < CURRENT; index++)); do
    word="\${words_typed[index]}"
    case "$word" in
      --project) project="\${words_typed[index+1]}"; ((index++)) ;;
      ${valued.filter((name) => name !== '--project').join('|')}) ((index++)) ;;
      -*) ;;
      *) case "$joined" in ${branching.join('|')}) joined="\${joined:+$joined }$word" ;; esac ;;
    esac
  done
  case "$joined" in
${cases.join('\n').replaceAll('      words=(', '      words_here=(')}
  esac
  if [[ "\${words_typed[CURRENT]}" == -* ]]; then _describe option options; return; fi
  if [[ -n "$dynamic" ]]; then words_here=("\${(@f)$(guiji completion --complete "$dynamic" \${project:+--project} \${project:+"$project"} 2>/dev/null)}"); fi
  _describe value words_here || _files
}
compdef _guiji guiji
`
}
