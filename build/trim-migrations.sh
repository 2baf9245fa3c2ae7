#!/usr/bin/env bash
# Takes the model out of every migration but the newest of each provider. A copy of the whole model stands beside each
# migration; the SQL seldom needs it and the compiler reads all of it. Where SQLite has to make a
# table anew it stays. Fails when the SQL of any provider would become another one.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet tool restore >/dev/null
scripts=$(mktemp -d)
trap 'rm -rf "$scripts"' EXIT

write_scripts() {
  dotnet build MikrotikBilling.Core --nologo -v q
  for provider in Sqlite PostgreSql SqlServer; do
    dotnet ef migrations script --project MikrotikBilling.Core --context "${provider}AppDbContext" --no-build \
      --output "$scripts/$1/$provider.sql" >/dev/null
  done
}

write_scripts before
for provider in Sqlite PostgreSql SqlServer; do
  for file in $(ls MikrotikBilling.Core/Data/Migrations/$provider/*.Designer.cs | head -n -1); do
    # SQLite makes a table anew for these, by the model.
    if [ $provider = Sqlite ] && grep -qE '(AddForeignKey|DropForeignKey|AlterColumn|DropColumn|AddPrimaryKey|DropPrimaryKey|CheckConstraint)\(' "${file%.Designer.cs}.cs"; then continue; fi
    # The version stays: without it the index of SQL Server is made as it was before EF Core 2.
    awk '/void BuildTargetModel/ {
           print "        protected override void BuildTargetModel(ModelBuilder modelBuilder) =>"; inside = 1; next }
         inside && /HasAnnotation\("ProductVersion"/ && !versioned {
           match($0, /"[0-9][^"]*"/); print "            modelBuilder.HasAnnotation(\"ProductVersion\", " substr($0, RSTART, RLENGTH) ");"
           versioned = 1; next }
         inside && /^        }/ { inside = 0; next }
         !inside { print }' "$file" > "$scripts/trimmed"
    grep -q 'BuildTargetModel(ModelBuilder modelBuilder)$' "$file" && cp "$scripts/trimmed" "$file"
  done
done
write_scripts after
diff -r "$scripts/before" "$scripts/after" && echo "The SQL of all three providers is the same as before."
