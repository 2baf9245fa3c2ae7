using MikrotikBilling.Core.Data.Invariants;

namespace MikrotikBilling.Core.Reports;

/// <summary>What must hold between expenses, drawer closes and the books.</summary>
internal static class ReportInvariants
{
    private static SqlInvariant Books(string name, string words, string sql) => new(name, InvariantArea.Books, words, sql);

    public static IReadOnlyList<IInvariant> All { get; } =
    [
        Books("expense-in-ledger", "Each expense is in the ledger with its amount, and each of the ledger is an expense.", """
            SELECT u."TenantId" AS "TenantId", u."Category" AS "Name", u."Currency" AS "Currency", CAST(SUM(u."Books") AS bigint) AS "Found", CAST(SUM(u."Rows") AS bigint) AS "Expected"
            FROM (SELECT x."TenantId", x."Id", x."Category", x."AmountCurrency" AS "Currency", x."AmountMinor" AS "Rows", 0 AS "Books" FROM "Expenses" x
                UNION ALL SELECT e."TenantId", t."SourceId", e."Detail", e."AmountCurrency", 0, e."AmountMinor" FROM "LedgerEntries" e JOIN "LedgerTransactions" t ON t."Id" = e."TransactionId"
                WHERE e."Account" = 'Expenses') u
            GROUP BY u."TenantId", u."Id", u."Category", u."Currency" HAVING SUM(u."Books") <> SUM(u."Rows")
            """),
        Books("drawer-in-ledger", "What a drawer close found missing or too much is in the ledger.", """
            SELECT c."TenantId" AS "TenantId", 'Drawer close ' || CAST(c."Number" AS varchar(12)) AS "Name", c."Currency" AS "Currency", CAST(COALESCE(e."Sum", 0) AS bigint) AS "Found",
                CAST(c."CountedMinor" - c."OpeningMinor" - c."TakenMinor" AS bigint) AS "Expected"
            FROM "DrawerCloses" c LEFT JOIN (SELECT t."SourceId", -SUM(x."AmountMinor") AS "Sum" FROM "LedgerTransactions" t JOIN "LedgerEntries" x ON x."TransactionId" = t."Id"
                WHERE t."Kind" = 'DrawerCount' AND x."Account" = 'CashDifference' GROUP BY t."SourceId") e ON e."SourceId" = c."Id"
            WHERE COALESCE(e."Sum", 0) <> c."CountedMinor" - c."OpeningMinor" - c."TakenMinor"
            """),
        Books("drawer-goes-on", "Each drawer close begins with what the one before it left.", """
            SELECT c."TenantId" AS "TenantId", 'Drawer close ' || CAST(c."Number" AS varchar(12)) AS "Name", c."Currency" AS "Currency", c."OpeningMinor" AS "Found", CAST(COALESCE(p."LeftMinor", 0) AS bigint) AS "Expected"
            FROM "DrawerCloses" c LEFT JOIN "DrawerCloses" p ON p."TenantId" = c."TenantId" AND p."Currency" = c."Currency" AND p."Number" = c."Number" - 1
            WHERE c."Number" > 1 AND (p."Id" IS NULL OR p."LeftMinor" <> c."OpeningMinor")
            """),
    ];
}
