import { asksGuiji, lastWord, shells, type Node } from './tree.ts'

export function fishScript(all: readonly Node[]): string {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const lines = ['# guiji completion for fish: guiji completion fish | source', 'complete -c guiji -f']
  for (const node of all) {
    const words = node.path === '' ? [] : node.path.split(' ')
    const inner = node.subcommands.map((sub) => lastWord(sub.path))
    const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`)
    const fresh = inner.length === 0 ? [] : [`not __fish_seen_subcommand_from ${inner.join(' ')}`]
    const when = (conditions: readonly string[]) => (conditions.length === 0 ? '' : ` -n ${quote(conditions.join('; and '))}`)
    for (const sub of node.subcommands) {
      lines.push(`complete -c guiji${when([...seen, ...fresh])} -a ${lastWord(sub.path)} -d ${quote(sub.summary)}`)
    }
    for (const option of node.options) {
      const values = option.choices.length > 0 ? ` -x -a ${quote(option.choices.join(' '))}` : option.takes ? ' -r' : ''
      lines.push(`complete -c guiji${when(seen)} -l ${option.long.replace(/^--/, '')} -d ${quote(option.help)}${values}`)
    }
    if (node.argument === 'shell') lines.push(`complete -c guiji${when(seen)} -a ${quote(shells.join(' '))}`)
    if (asksGuiji(node)) lines.push(`complete -c guiji${when(seen)} -a '(guiji completion --complete ${node.argument} 2>/dev/null)'`)
  }
  return `${lines.join('\n')}\n`
}
