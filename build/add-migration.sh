#!/usr/bin/env bash
# Adds one migration to each of the three provider sets:  build/add-migration.sh AddTickets
# With --check it adds nothing and fails when the model has changes that no migration holds.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet tool restore >/dev/null
name=${1:?usage: build/add-migration.sh NAME | --check}
dotnet build MikrotikBilling.Core --nologo -v q
for provider in Sqlite PostgreSql SqlServer; do
  common=(--project MikrotikBilling.Core --context "${provider}AppDbContext" --no-build)
  if [ "$name" = --check ]; then
    dotnet ef migrations has-pending-model-changes "${common[@]}" | tail -n 1
  else
    dotnet ef migrations add "$name" "${common[@]}" --output-dir "Data/Migrations/$provider"
  fi
done
