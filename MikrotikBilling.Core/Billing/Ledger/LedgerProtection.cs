using Microsoft.EntityFrameworkCore.Migrations;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Billing.Ledger;

/// <summary>The books cannot be rewritten: mistakes are undone by counter-entries.</summary>
public static class LedgerProtection
{
    public const string Message = "The ledger is append-only: undo a mistake by a counter-entry.";

    /// <inheritdoc cref="AppendOnlyTables.ProtectTable"/>
    public static void ProtectLedger(this MigrationBuilder migration)
    {
        migration.ProtectTable(LedgerTransactionConfiguration.Table, Message);
        migration.ProtectTable(LedgerEntryConfiguration.Table, Message);
    }
}
