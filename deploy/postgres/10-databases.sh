#!/bin/bash
# Run once by the postgres image, on an empty data folder: a role and its databases for guiji and for Temporal each.
set -euo pipefail
create() {
  local role="$1" file="$2" database
  shift 2
  psql --no-psqlrc -v ON_ERROR_STOP=1 -v role="$role" -v password="$(cat "$file")" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role :"role" login password :'password';
SQL
  for database in "$@"; do
    psql --no-psqlrc -v ON_ERROR_STOP=1 -v role="$role" -v database="$database" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create database :"database" owner :"role";
revoke all on database :"database" from public;
SQL
  done
}
create guiji /run/secrets/guiji_database_password guiji
# A refused statement is logged with the values that were refused, which are personal data; guiji tells the rest itself.
psql --no-psqlrc -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
alter role guiji set log_min_messages = 'log';
alter role guiji set log_min_error_statement = 'panic';
alter role guiji set log_error_verbosity = 'terse';
SQL
create temporal /run/secrets/temporal_database_password temporal temporal_visibility
