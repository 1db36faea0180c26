#!/bin/sh
# Makes or upgrades Temporal's tables; run before every start of the server, and does nothing when they are current.
set -eu
SQL_PASSWORD="$(cat /run/secrets/temporal_database_password)"
export SQL_PASSWORD
schema=/etc/temporal/schema/postgresql/v12
for pair in temporal:temporal temporal_visibility:visibility; do
  database="${pair%%:*}"
  temporal-sql-tool --db "$database" setup-schema -v 0.0
  temporal-sql-tool --db "$database" update-schema -d "$schema/${pair##*:}/versioned"
done
