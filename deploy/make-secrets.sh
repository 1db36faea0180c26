#!/bin/sh
# Makes random passwords in deploy/secrets, once; what is there already stays. Needs openssl.
set -eu
folder="$(cd "$(dirname "$0")" && pwd)/secrets"
mkdir -p "$folder"
# The folder keeps others out; the files themselves are read by the containers' unprivileged users.
chmod 700 "$folder"
for name in postgres_password guiji_database_password temporal_database_password; do
  [ -s "$folder/$name" ] || openssl rand -hex 24 | tr -d '\n' > "$folder/$name"
done
# Seals quarantined rows: keep a copy, what it has sealed cannot be read without it.
[ -s "$folder/guiji_quarantine_key" ] || openssl rand -hex 32 | tr -d '\n' > "$folder/guiji_quarantine_key"
printf 'postgresql://guiji:%s@postgres:5432/guiji' "$(cat "$folder/guiji_database_password")" > "$folder/guiji_database_url"
chmod 444 "$folder"/*
