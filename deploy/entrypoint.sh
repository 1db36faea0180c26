#!/bin/sh
# Takes secrets from files, so that they stand in no environment listing of the container engine.
set -eu
if [ -n "${GUIJI_DATABASE_URL_FILE:-}" ]; then
  GUIJI_DATABASE_URL="$(cat "$GUIJI_DATABASE_URL_FILE")"
  export GUIJI_DATABASE_URL
fi
if [ -n "${GUIJI_QUARANTINE_KEY_FILE:-}" ]; then
  GUIJI_QUARANTINE_KEY="$(cat "$GUIJI_QUARANTINE_KEY_FILE")"
  export GUIJI_QUARANTINE_KEY
fi
exec node /opt/guiji/dist/cli/main.js "$@"
