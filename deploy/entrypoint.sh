#!/bin/sh
# Takes the database's address from a file, so that its password stands in no environment listing of the container engine.
set -eu
if [ -n "${GUIJI_DATABASE_URL_FILE:-}" ]; then
  GUIJI_DATABASE_URL="$(cat "$GUIJI_DATABASE_URL_FILE")"
  export GUIJI_DATABASE_URL
fi
exec node /opt/guiji/dist/cli/main.js "$@"
