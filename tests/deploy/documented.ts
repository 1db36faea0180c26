/** What an image documents of itself, as far as the compose file leans on it, and where. */
export interface Documented {
  /** The tag that is expected; a tag is never moving. */
  readonly image: RegExp
  /** Environment variables that the image reads. */
  readonly variables: readonly string[]
  readonly required: readonly string[]
  /** Paths in the image that the compose file may mount over or call. */
  readonly paths: readonly string[]
  /** Programs that are in the image, for health checks and entrypoints. */
  readonly programs: readonly string[]
  /** Ports that it listens on. */
  readonly ports: readonly number[]
}

export const documented: { readonly [service: string]: Documented } = {
  // docker-library/postgres, 17/bookworm/Dockerfile (PGDATA, VOLUME, EXPOSE, STOPSIGNAL) and docker-entrypoint.sh (file_env, initdb.d)
  postgres: {
    image: /^postgres:17\.\d+-bookworm$/,
    variables: ['POSTGRES_USER', 'POSTGRES_PASSWORD', 'POSTGRES_PASSWORD_FILE', 'POSTGRES_DB', 'POSTGRES_INITDB_ARGS'],
    required: ['POSTGRES_PASSWORD_FILE'],
    paths: ['/var/lib/postgresql/data', '/docker-entrypoint-initdb.d'],
    programs: ['postgres', 'pg_isready', 'psql'],
    ports: [5432],
  },
  // temporalio/temporal, docker/targets/admin-tools.Dockerfile (programs, /etc/temporal/schema) and tools/sql/main.go (SQL_*)
  'temporal-schema': {
    image: /^temporalio\/admin-tools:1\.31\.0$/,
    variables: ['SQL_PLUGIN', 'SQL_HOST', 'SQL_PORT', 'SQL_USER', 'SQL_PASSWORD', 'SQL_DATABASE'],
    required: ['SQL_PLUGIN', 'SQL_HOST', 'SQL_PORT', 'SQL_USER'],
    paths: ['/etc/temporal/schema/postgresql/v12'],
    programs: ['/bin/sh', 'temporal-sql-tool', 'temporal'],
    ports: [],
  },
  // temporalio/temporal, common/config/config_template_embedded.yaml (variables, ports), docker/targets/server.Dockerfile
  // (entrypoint.sh; busybox gives nc), docker/scripts/sh/entrypoint.sh (BIND_ON_IP)
  temporal: {
    image: /^temporalio\/server:1\.31\.0$/,
    variables: [
      'DB',
      'DB_PORT',
      'DBNAME',
      'VISIBILITY_DBNAME',
      'POSTGRES_SEEDS',
      'POSTGRES_USER',
      'POSTGRES_PWD',
      'BIND_ON_IP',
      'NUM_HISTORY_SHARDS',
      'LOG_LEVEL',
      'DYNAMIC_CONFIG_FILE_PATH',
    ],
    required: ['DB', 'POSTGRES_SEEDS', 'POSTGRES_USER', 'BIND_ON_IP', 'NUM_HISTORY_SHARDS', 'DYNAMIC_CONFIG_FILE_PATH'],
    paths: ['/etc/temporal/entrypoint.sh'],
    programs: ['/bin/sh', 'nc'],
    ports: [7233],
  },
  // temporalio/samples-server, compose/scripts/create-namespace.sh; the temporal command's TEMPORAL_* variables. RETENTION is our script's.
  'temporal-namespace': {
    image: /^temporalio\/admin-tools:1\.31\.0$/,
    variables: ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'RETENTION'],
    required: ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'RETENTION'],
    paths: [],
    programs: ['/bin/sh', 'temporal'],
    ports: [],
  },
  // temporalio/ui, server/config/docker.yaml (variables, port) and server/server/route/health.go (/healthz); its version is the
  // one that temporalio/samples-server, compose/.env pairs with server 1.31.0
  'temporal-ui': {
    image: /^temporalio\/ui:2\.49\.1$/,
    variables: [
      'TEMPORAL_ADDRESS',
      'TEMPORAL_UI_PORT',
      'TEMPORAL_DEFAULT_NAMESPACE',
      'TEMPORAL_CORS_ORIGINS',
      'TEMPORAL_NOTIFY_ON_NEW_VERSION',
      'TEMPORAL_CSRF_COOKIE_INSECURE',
      'TEMPORAL_DISABLE_WRITE_ACTIONS',
      'TEMPORAL_CODEC_ENDPOINT',
    ],
    required: ['TEMPORAL_ADDRESS', 'TEMPORAL_CORS_ORIGINS'],
    paths: [],
    programs: ['wget'],
    ports: [8080],
  },
  // this repository's Dockerfile and deploy/entrypoint.sh; NODE_OPTIONS is Node's
  worker: {
    image: /^guiji:\d+\.\d+\.\d+$/,
    variables: ['GUIJI_DATABASE_URL_FILE', 'GUIJI_QUARANTINE_KEY_FILE', 'TEMPORAL_ADDRESS', 'NODE_OPTIONS'],
    required: ['GUIJI_DATABASE_URL_FILE', 'GUIJI_QUARANTINE_KEY_FILE', 'TEMPORAL_ADDRESS'],
    paths: ['/project'],
    programs: ['node'],
    ports: [],
  },
}

/** Keys of a service in the Compose specification (05-services.md) that this file may use. */
export const serviceKeys = [
  'image',
  'build',
  'command',
  'entrypoint',
  'environment',
  'secrets',
  'volumes',
  'networks',
  'ports',
  'expose',
  'depends_on',
  'healthcheck',
  'restart',
  'logging',
  'shm_size',
  'stop_grace_period',
  'init',
  'user',
  'deploy',
]
