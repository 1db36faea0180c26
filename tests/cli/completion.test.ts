import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { shells } from '../../cli/completion.ts'
import { commands } from '../../cli/commands.ts'
import { guiji } from './_terminal.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'guiji-completion-'))
  const files = [
    'guiji.yaml',
    'catalog/police/resident-register.yaml',
    'catalog/health/notes.txt',
    'libraries/base.population.yaml',
    'services/old-age-allowance.yaml',
    'connections/police-drop.yaml',
  ]
  for (const file of files) {
    await mkdir(join(root, file, '..'), { recursive: true })
    await writeFile(join(root, file), '')
  }
})

function hasShell(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test('ids come from file names alone', async () => {
  const complete = async (kind: string) => (await guiji(['completion', '--complete', kind], { cwd: root })).stdout.trim().split('\n')
  expect(await complete('asset')).toEqual(['base.population', 'police.resident-register', 'service.old_age_allowance'])
  expect(await complete('dataset')).toEqual(['police.resident-register'])
  expect(await complete('connection')).toEqual(['police-drop'])
})

describe.each(shells)('the script for %s', (shell) => {
  test('knows every command', async () => {
    const { code, stdout } = await guiji(['completion', shell])
    expect(code).toBe(0)
    for (const name of Object.keys(commands)) expect(stdout).toContain(name)
    expect(stdout).toContain('guiji completion --complete')
  })

  test.runIf(hasShell(shell))('is valid to that shell', async () => {
    const { stdout } = await guiji(['completion', shell])
    const file = join(root, `completion.${shell}`)
    await writeFile(file, stdout)
    expect(() => execFileSync(shell, ['-n', file], { stdio: ['ignore', 'ignore', 'pipe'] })).not.toThrow()
  })
})

test.runIf(hasShell('bash'))('bash completes commands, their commands, options, choices and assets', async () => {
  const { stdout: script } = await guiji(['completion', 'bash'])
  // A guiji that answers as the real one does for this project.
  const bin = await mkdtemp(join(tmpdir(), 'guiji-bin-'))
  await writeFile(join(bin, 'guiji'), '#!/bin/sh\n[ "$*" = "completion --complete asset --project here" ] && echo base.population\n')
  await chmod(join(bin, 'guiji'), 0o755)
  await writeFile(join(bin, 'script'), script)
  const complete = (...words: string[]) => {
    const typed = words.map((word) => `'${word}'`).join(' ')
    const line = `. ${join(bin, 'script')}; COMP_WORDS=(guiji ${typed}); COMP_CWORD=${String(words.length)}; _guiji; echo "\${COMPREPLY[*]}"`
    return execFileSync('bash', ['-c', line], { env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` } })
      .toString()
      .trim()
  }
  expect(complete('sche')).toBe('schedule')
  expect(complete('schedule', '')).toBe('plan apply list')
  expect(complete('--json', 'schedule', 'a')).toBe('apply')
  expect(complete('run', '--in')).toBe('--in-process')
  expect(complete('status', '--lang', '')).toBe('zh en')
  expect(complete('--project', 'here', 'run', 'base')).toBe('base.population')
})
