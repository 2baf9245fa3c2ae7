using Microsoft.EntityFrameworkCore.Migrations;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Audit;

/// <summary>The history cannot be rewritten.</summary>
public static class AppendOnly
{
    public const string Trigger = $"{AuditEntryConfiguration.Table}_AppendOnly";
    public const string Message = "The history is append-only: its lines are neither changed nor deleted.";

    /// <inheritdoc cref="AppendOnlyTables.ProtectTable"/>
    public static void ProtectAuditEntries(this MigrationBuilder migration) => migration.ProtectTable(AuditEntryConfiguration.Table, Message);
}
