using Microsoft.EntityFrameworkCore.Migrations;

namespace MikrotikBilling.Core.Audit;

/// <summary>
/// Triggers that refuse to change or delete a line of the history, whoever asks: page, program or a shell on the database. A migration that rebuilds
/// the table (SQLite does so for many changes) must call <see cref="ProtectAuditEntries"/> again; a test notices when it did not.
/// </summary>
public static class AppendOnly
{
    public const string Trigger = "AuditEntries_AppendOnly";
    public const string Message = "The history is append-only: its lines are neither changed nor deleted.";

    /// <summary>Call it at the end of the migration's <c>Up</c>.</summary>
    public static void ProtectAuditEntries(this MigrationBuilder migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        foreach (var statement in migration.ActiveProvider switch
        {
            "Microsoft.EntityFrameworkCore.Sqlite" => Sqlite,
            "Npgsql.EntityFrameworkCore.PostgreSQL" => PostgreSql,
            _ => SqlServer,
        }) migration.Sql(statement);
    }

    /// <summary>The third one: REPLACE would delete the old line without asking the second.</summary>
    private static readonly string[] Sqlite =
    [
        $"""CREATE TRIGGER IF NOT EXISTS "{Trigger}_Update" BEFORE UPDATE ON "{AuditEntryConfiguration.Table}" BEGIN SELECT RAISE(ABORT, '{Message}'); END;""",
        $"""CREATE TRIGGER IF NOT EXISTS "{Trigger}_Delete" BEFORE DELETE ON "{AuditEntryConfiguration.Table}" BEGIN SELECT RAISE(ABORT, '{Message}'); END;""",
        $"""CREATE TRIGGER IF NOT EXISTS "{Trigger}_Replace" BEFORE INSERT ON "{AuditEntryConfiguration.Table}" WHEN EXISTS (SELECT 1 FROM "{AuditEntryConfiguration.Table}" WHERE "Id" = NEW."Id") BEGIN SELECT RAISE(ABORT, '{Message}'); END;""",
    ];

    private static readonly string[] PostgreSql =
    [
        $"""CREATE OR REPLACE FUNCTION "{Trigger}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{Message}' USING ERRCODE = 'restrict_violation'; END; $$;""",
        $"""CREATE OR REPLACE TRIGGER "{Trigger}" BEFORE UPDATE OR DELETE ON "{AuditEntryConfiguration.Table}" FOR EACH ROW EXECUTE FUNCTION "{Trigger}"();""",
        $"""CREATE OR REPLACE TRIGGER "{Trigger}_Truncate" BEFORE TRUNCATE ON "{AuditEntryConfiguration.Table}" FOR EACH STATEMENT EXECUTE FUNCTION "{Trigger}"();""",
    ];

    /// <summary>CREATE TRIGGER must stand alone in its batch, hence EXEC.</summary>
    private static readonly string[] SqlServer =
    [
        $"EXEC(N'CREATE OR ALTER TRIGGER [{Trigger}] ON [{AuditEntryConfiguration.Table}] INSTEAD OF UPDATE, DELETE AS BEGIN THROW 50000, N''{Message}'', 1; END');",
    ];
}
