import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { documented, serviceKeys } from './documented.ts'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

interface Service {
  readonly image: string
  readonly build?: { readonly context: string; readonly target: string }
  readonly command?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly environment?: { readonly [name: string]: string }
  readonly secrets?: readonly string[]
  readonly volumes?: readonly string[]
  readonly networks: readonly string[]
  readonly ports?: readonly string[]
  readonly depends_on?: { readonly [name: string]: { readonly condition: string } }
  readonly healthcheck?: { readonly test: readonly string[]; readonly interval: string; readonly timeout: string; readonly retries: number }
  readonly restart: string
  readonly stop_grace_period?: string
  readonly deploy?: { readonly replicas: number; readonly resources: { readonly limits: { readonly memory: string } } }
}
interface Compose {
  readonly services: { readonly [name: string]: Service }
  readonly secrets: { readonly [name: string]: { readonly file: string } }
  readonly volumes: { readonly [name: string]: unknown }
  readonly networks: { readonly [name: string]: { readonly internal?: boolean } }
}

const text = read('docker-compose.yml')
const compose = parse(text, { merge: true }) as Compose
const services = Object.entries(compose.services)
/** The script of ours that a service runs, and what it says. */
const scriptOf = ({ entrypoint, volumes }: Service): string => {
  const script = entrypoint?.find((part) => part.startsWith('/deploy/'))
  const mount = volumes?.find((volume) => volume.includes(':/deploy'))
  return script === undefined || mount === undefined ? '' : read(script.replace('/deploy', mount.split(':')[0] ?? ''))
}

test('the services are those that the design names, with nothing undocumented', () => {
  expect(Object.keys(compose.services).sort()).toEqual(Object.keys(documented).sort())
})

describe.each(services)('%s', (name, service) => {
  const known = documented[name]
  if (known === undefined) throw new Error(`${name} is not documented`)

  test('is pinned, and set only by keys and variables that exist', () => {
    expect(service.image).toMatch(known.image)
    expect(Object.keys(service).filter((key) => !serviceKeys.includes(key))).toEqual([])
    const set = Object.keys(service.environment ?? {})
    expect(set.filter((variable) => !known.variables.includes(variable))).toEqual([])
    expect(known.required.filter((variable) => !set.includes(variable))).toEqual([])
    // YAML would make numbers and booleans of what the container must get as text
    expect(Object.values(service.environment ?? {}).filter((value) => typeof value !== 'string')).toEqual([])
  })

  test('mounts what exists where the image expects it', () => {
    for (const volume of service.volumes ?? []) {
      const [source = '', target = ''] = volume.replace(/\$\{\w+:-([^}]+)\}/g, '$1').split(':')
      expect([...known.paths, '/deploy']).toContain(target)
      if (source.startsWith('.')) expect(existsSync(join(root, source)) || source.includes('examples/'), source).toBe(true)
      else expect(Object.keys(compose.volumes)).toContain(source)
    }
  })

  test('is granted each secret that it reads, as a file, and no other', () => {
    const said = `${JSON.stringify(service.environment ?? {})}${scriptOf(service)}${name === 'postgres' ? read('deploy/postgres/10-databases.sh') : ''}`
    const wanted = [...new Set([...said.matchAll(/\/run\/secrets\/(\w+)/g)].map((match) => match[1]))].sort()
    expect([...(service.secrets ?? [])].sort()).toEqual(wanted)
    for (const secret of service.secrets ?? []) expect(compose.secrets[secret]?.file).toBe(`./deploy/secrets/${secret}`)
    for (const [variable, value] of Object.entries(service.environment ?? {})) {
      if (/PASSWORD|PWD|SECRET|KEY/.test(variable)) expect(value).toMatch(/^\/run\/secrets\//)
    }
  })

  test('waits for what it needs, and has a health check that what waits for it can use', () => {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      const needed = compose.services[other]
      if (condition === 'service_healthy') expect(needed?.healthcheck, other).toBeDefined()
      else {
        expect(condition).toBe('service_completed_successfully')
        expect(needed?.restart, other).toMatch(/^on-failure/)
      }
    }
    if (service.restart.startsWith('on-failure')) return expect(service.healthcheck).toBeUndefined()
    const { test: check = [], timeout = '', retries = 0 } = service.healthcheck ?? {}
    expect(check[0]).toBe('CMD')
    expect(known.programs).toContain(check[1])
    const ports = check.flatMap((part) => [...part.matchAll(/(?:^|:)(\d{4,5})\b/g)].map((match) => Number(match[1])))
    for (const port of ports) expect(known.ports).toContain(port)
    expect(timeout).toMatch(/^\d+s$/)
    expect(retries).toBeGreaterThan(1)
    expect(service.restart).toBe('unless-stopped')
  })

  test('runs programs that the image has, and scripts that parse', () => {
    const [program, script] = service.entrypoint ?? []
    if (program === undefined || script === undefined) return
    expect(known.programs).toContain(program)
    const body = scriptOf(service)
    expect(body).not.toBe('')
    expect(spawnSync('sh', ['-n'], { input: body }).status).toBe(0)
    for (const path of body.match(/\/etc\/temporal[\w./]*/g) ?? []) expect(known.paths).toContain(path)
  })
})

test('what starts first: database, schema, server, namespace, workers', () => {
  const graph = Object.fromEntries(services.map(([name, { depends_on }]) => [name, Object.keys(depends_on ?? {})]))
  expect(graph).toEqual({
    postgres: [],
    'temporal-schema': ['postgres'],
    temporal: ['temporal-schema'],
    'temporal-namespace': ['temporal'],
    'temporal-ui': ['temporal'],
    worker: ['postgres', 'temporal-namespace'],
  })
})

test("the server's tables are made by the tools of the same version, in the databases that the server opens", () => {
  const { temporal, 'temporal-schema': schema, 'temporal-namespace': namespace } = compose.services
  const tag = (service?: Service) => service?.image.split(':')[1]
  expect([tag(schema), tag(namespace)]).toEqual([tag(temporal), tag(temporal)])
  const environment = temporal?.environment ?? {}
  expect(schema?.environment?.['SQL_PLUGIN']).toBe(environment['DB'])
  for (const database of [environment['DBNAME'], environment['VISIBILITY_DBNAME']]) {
    expect(scriptOf(schema as Service)).toContain(`${database ?? '?'}:`)
    expect(read('deploy/postgres/10-databases.sh')).toMatch(new RegExp(`^create temporal .*\\b${database ?? '?'}\\b`, 'm'))
  }
  expect(existsSync(join(root, (environment['DYNAMIC_CONFIG_FILE_PATH'] ?? '').replace('/deploy', 'deploy/temporal')))).toBe(true)
})

test('two workers, each with room for its heap and time to leave', () => {
  const { worker } = compose.services
  expect(worker?.deploy?.replicas).toBe(2)
  const heap = Number(/--max-old-space-size=(\d+)/.exec(worker?.environment?.['NODE_OPTIONS'] ?? '')?.[1])
  expect(Number.parseInt(worker?.deploy?.resources.limits.memory ?? '', 10)).toBeGreaterThan(1.5 * heap)
  const leaveSeconds = Number(/leaveSeconds = (\d+)/.exec(read('worker/run-worker.ts'))?.[1])
  expect(Number.parseInt(worker?.stop_grace_period ?? '', 10)).toBeGreaterThan(leaveSeconds)
  expect(worker?.image).toBe(`guiji:${(JSON.parse(read('package.json')) as { version: string }).version}`)
  expect(read('deploy/entrypoint.sh')).toContain('GUIJI_DATABASE_URL_FILE')
  expect(read('deploy/entrypoint.sh')).toContain('GUIJI_QUARANTINE_KEY_FILE')
})

test('only the UI is published, on this machine; it cannot reach the database, and the database no other network', () => {
  const published = services.flatMap(([name, { ports }]) => (ports ?? []).map((port) => `${name} ${port}`))
  expect(published).toEqual(['temporal-ui 127.0.0.1:${TEMPORAL_UI_PORT:-8080}:8080'])
  const users = (network: string) => services.filter(([, { networks }]) => networks.includes(network)).map(([name]) => name)
  expect(users('data')).toEqual(['postgres', 'temporal-schema', 'temporal', 'worker'])
  expect(compose.services['postgres']?.networks).toEqual(['data'])
  expect(compose.networks['data']?.internal).toBe(true)
  expect(services.flatMap(([, { networks }]) => networks).filter((network) => !(network in compose.networks))).toEqual([])
})

test('every setting from outside has a default, and secrets stay out of git and the image', () => {
  for (const [whole] of text.matchAll(/\$\{[^}]*\}/g)) expect(whole).toMatch(/^\$\{\w+:-[^}]+\}$/)
  expect(read('deploy/.gitignore')).toContain('secrets/')
  for (const hidden of ['deploy/secrets', '.git', '**/.guiji', '**/node_modules'])
    expect(read('.dockerignore').split('\n')).toContain(hidden)
  for (const script of ['deploy/make-secrets.sh', 'deploy/entrypoint.sh', 'deploy/postgres/10-databases.sh']) {
    expect(statSync(join(root, script)).mode & 0o111, script).not.toBe(0)
  }
  // what PostgreSQL refuses it would log with the values
  expect(read('deploy/postgres/10-databases.sh')).toMatch(/^alter role guiji set log_min_messages = 'log';$/m)
  expect(Object.keys(compose.secrets).filter((name) => !read('deploy/make-secrets.sh').includes(name))).toEqual([])
})
