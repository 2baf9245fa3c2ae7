using Microsoft.EntityFrameworkCore.Migrations;

namespace MikrotikBilling.Core.Data;

/// <summary>
/// Triggers that refuse to change or delete a row of a table, whoever asks: page, program or a shell on the database. A migration that rebuilds the
/// table (SQLite does so for many changes) must protect it again; a test notices when it did not.
/// </summary>
public static class AppendOnlyTables
{
    /// <summary>Call it at the end of the migration's <c>Up</c>.</summary>
    /// <param name="message">What the one who tries is told; no quotes in it.</param>
    public static void ProtectTable(this MigrationBuilder migration, string table, string message)
    {
        ArgumentNullException.ThrowIfNull(migration);
        foreach (var statement in migration.ActiveProvider switch
        {
            "Microsoft.EntityFrameworkCore.Sqlite" => Sqlite(table, message),
            "Npgsql.EntityFrameworkCore.PostgreSQL" => PostgreSql(table, message),
            _ => SqlServer(table, message),
        }) migration.Sql(statement);
    }

    /// <summary>The triggers of a protected table, by name.</summary>
    internal static IReadOnlyList<string> TriggersOf(string provider, string table) => provider switch
    {
        "Microsoft.EntityFrameworkCore.Sqlite" => [$"{Trigger(table)}_Update", $"{Trigger(table)}_Delete", $"{Trigger(table)}_Replace"],
        "Npgsql.EntityFrameworkCore.PostgreSQL" => [Trigger(table), $"{Trigger(table)}_Truncate"],
        _ => [Trigger(table)],
    };

    private static string Trigger(string table) => $"{table}_AppendOnly";

    /// <summary>The third one: REPLACE would delete the old row without asking the second.</summary>
    private static string[] Sqlite(string table, string message) =>
    [
        $"""CREATE TRIGGER IF NOT EXISTS "{Trigger(table)}_Update" BEFORE UPDATE ON "{table}" BEGIN SELECT RAISE(ABORT, '{message}'); END;""",
        $"""CREATE TRIGGER IF NOT EXISTS "{Trigger(table)}_Delete" BEFORE DELETE ON "{table}" BEGIN SELECT RAISE(ABORT, '{message}'); END;""",
        $"""CREATE TRIGGER IF NOT EXISTS "{Trigger(table)}_Replace" BEFORE INSERT ON "{table}" WHEN EXISTS (SELECT 1 FROM "{table}" WHERE "Id" = NEW."Id") BEGIN SELECT RAISE(ABORT, '{message}'); END;""",
    ];

    private static string[] PostgreSql(string table, string message) =>
    [
        $"""CREATE OR REPLACE FUNCTION "{Trigger(table)}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; END; $$;""",
        $"""CREATE OR REPLACE TRIGGER "{Trigger(table)}" BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{Trigger(table)}"();""",
        $"""CREATE OR REPLACE TRIGGER "{Trigger(table)}_Truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION "{Trigger(table)}"();""",
    ];

    /// <summary>CREATE TRIGGER must stand alone in its batch, hence EXEC.</summary>
    private static string[] SqlServer(string table, string message) =>
    [
        $"EXEC(N'CREATE OR ALTER TRIGGER [{Trigger(table)}] ON [{table}] INSTEAD OF UPDATE, DELETE AS BEGIN THROW 50000, N''{message}'', 1; END');",
    ];
}
