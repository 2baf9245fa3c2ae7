using MikrotikBilling.Core.Data.Invariants;

namespace MikrotikBilling.Core.Billing.Ledger;

/// <summary>What must hold in the books, as queries of what breaks it.</summary>
internal static class BooksInvariants
{
    private const string Entries = """(SELECT "TransactionId", "AmountCurrency", SUM("AmountMinor") AS "Sum" FROM "LedgerEntries" GROUP BY "TransactionId", "AmountCurrency")""";

    private static SqlInvariant Books(string name, string words, string sql) => new(name, InvariantArea.Books, words, sql);

    public static IReadOnlyList<IInvariant> All { get; } =
    [
        Books("ledger-cancels-out", "The debits and credits of each transaction cancel out in each currency.", $"""
            SELECT t."TenantId" AS "TenantId", t."Text" AS "Name", e."AmountCurrency" AS "Currency", CAST(e."Sum" AS bigint) AS "Found", CAST(0 AS bigint) AS "Expected"
            FROM "LedgerTransactions" t JOIN {Entries} e ON e."TransactionId" = t."Id" WHERE e."Sum" <> 0
            """),
        Books("ledger-booked-once", "Nothing is booked twice.", """
            SELECT t."TenantId" AS "TenantId", MIN(t."Text") AS "Name", '' AS "Currency", CAST(COUNT(*) AS bigint) AS "Found", CAST(1 AS bigint) AS "Expected"
            FROM "LedgerTransactions" t GROUP BY t."TenantId", t."Kind", t."SourceId" HAVING COUNT(*) > 1
            """),
        Books("ledger-has-author", "Each transaction names who made it, and a reversal names what it undoes.", """
            SELECT t."TenantId" AS "TenantId", t."Text" AS "Name", '' AS "Currency", CAST(0 AS bigint) AS "Found", CAST(0 AS bigint) AS "Expected"
            FROM "LedgerTransactions" t WHERE t."ActorName" = '' OR (t."Kind" IN ('Reversal', 'Void') AND t."ReversesId" IS NULL)
            """),
        Books("ledger-has-source", "Each transaction of an invoice, a credit note or a settlement belongs to one that is there.", """
            SELECT t."TenantId" AS "TenantId", t."Text" AS "Name", '' AS "Currency", CAST(0 AS bigint) AS "Found", CAST(0 AS bigint) AS "Expected"
            FROM "LedgerTransactions" t
            WHERE (t."Kind" IN ('Invoice', 'CreditNote', 'Surplus', 'Void') AND NOT EXISTS (SELECT 1 FROM "Invoices" i WHERE i."Id" = t."SourceId"))
            OR (t."Kind" = 'Settlement' AND NOT EXISTS (SELECT 1 FROM "Allocations" a WHERE a."Id" = t."SourceId"))
            OR (t."Kind" = 'Concession' AND NOT EXISTS (SELECT 1 FROM "CreditLots" l WHERE l."Id" = t."SourceId"))
            """),
        Books("invoice-paid", "What an invoice says is paid is what was allocated to it.", """
            SELECT i."TenantId" AS "TenantId", COALESCE(i."Number", 'A draft') AS "Name", i."PaidCurrency" AS "Currency", i."PaidMinor" AS "Found", CAST(COALESCE(a."Sum", 0) AS bigint) AS "Expected"
            FROM "Invoices" i LEFT JOIN (SELECT "InvoiceId", SUM("AmountMinor") AS "Sum" FROM "Allocations" GROUP BY "InvoiceId") a ON a."InvoiceId" = i."Id"
            WHERE i."PaidMinor" <> COALESCE(a."Sum", 0)
            """),
        Books("credit-not-overspent", "No money settles more than came in.", """
            SELECT l."TenantId" AS "TenantId", 'Credit of ' || c."Name" AS "Name", l."AmountCurrency" AS "Currency", CAST(l."RemainingMinor" + COALESCE(a."Sum", 0) AS bigint) AS "Found", l."AmountMinor" AS "Expected"
            FROM "CreditLots" l JOIN "Customers" c ON c."Id" = l."CustomerId"
            LEFT JOIN (SELECT "LotId", SUM("AmountMinor") AS "Sum" FROM "Allocations" GROUP BY "LotId") a ON a."LotId" = l."Id"
            WHERE l."RemainingMinor" < 0 OR l."RemainingMinor" + COALESCE(a."Sum", 0) > l."AmountMinor"
            """),
        Books("periods-apart", "No time of a service is billed twice.", """
            SELECT p."TenantId" AS "TenantId", s."UserName" || ': billed periods overlap' AS "Name", '' AS "Currency", CAST(0 AS bigint) AS "Found", CAST(0 AS bigint) AS "Expected"
            FROM (SELECT "TenantId", "SubscriptionId", "StartsAt", LAG("EndsAt") OVER (PARTITION BY "SubscriptionId" ORDER BY "StartsAt", "EndsAt") AS "Before"
                FROM "BillingPeriods" WHERE "DroppedAt" IS NULL) p
            JOIN "Subscriptions" s ON s."Id" = p."SubscriptionId" WHERE p."StartsAt" < p."Before"
            """),
        Books("credit-of-entries", "The credit of each customer is the sum of the entries.", Kept("Credit", "CreditMinor", -1)),
        Books("owed-of-entries", "What each customer owes is the sum of the entries.", Kept("Receivable", "OwedMinor", 1)),
        Books("balance-for-entries", "Each customer with entries has a balance.", """
            SELECT e."TenantId" AS "TenantId", c."Name" || ': no balance' AS "Name", '' AS "Currency", CAST(0 AS bigint) AS "Found", CAST(0 AS bigint) AS "Expected"
            FROM (SELECT DISTINCT "TenantId", "CustomerId", "AmountCurrency" FROM "LedgerEntries" WHERE "CustomerId" IS NOT NULL) e JOIN "Customers" c ON c."Id" = e."CustomerId"
            WHERE NOT EXISTS (SELECT 1 FROM "CustomerBalances" b WHERE b."CustomerId" = e."CustomerId" AND b."Currency" = e."AmountCurrency")
            """),
        Books("credit-of-lots", "The credit of each customer is what is left of the money that came in.", """
            SELECT b."TenantId" AS "TenantId", c."Name" AS "Name", b."Currency" AS "Currency", CAST(COALESCE(l."Sum", 0) AS bigint) AS "Found", b."CreditMinor" AS "Expected"
            FROM "CustomerBalances" b JOIN "Customers" c ON c."Id" = b."CustomerId"
            LEFT JOIN (SELECT "CustomerId", "AmountCurrency", SUM("RemainingMinor") AS "Sum" FROM "CreditLots" GROUP BY "CustomerId", "AmountCurrency") l
                ON l."CustomerId" = b."CustomerId" AND l."AmountCurrency" = b."Currency"
            WHERE COALESCE(l."Sum", 0) <> b."CreditMinor"
            """),
        Books("owed-of-invoices", "What each customer owes is what is open on the invoices.", """
            SELECT b."TenantId" AS "TenantId", c."Name" AS "Name", b."Currency" AS "Currency", CAST(COALESCE(i."Sum", 0) AS bigint) AS "Found", b."OwedMinor" AS "Expected"
            FROM "CustomerBalances" b JOIN "Customers" c ON c."Id" = b."CustomerId"
            LEFT JOIN (SELECT "CustomerId", "TotalCurrency", SUM("TotalMinor" - "PaidMinor" - "CreditedMinor") AS "Sum" FROM "Invoices"
                WHERE "Kind" = 'Invoice' AND "State" NOT IN ('Draft', 'Void') GROUP BY "CustomerId", "TotalCurrency") i ON i."CustomerId" = b."CustomerId" AND i."TotalCurrency" = b."Currency"
            WHERE COALESCE(i."Sum", 0) <> b."OwedMinor"
            """),
        Books("invoice-of-lines", "The sums of a document are those of its lines and taxes.", """
            SELECT i."TenantId" AS "TenantId", COALESCE(i."Number", 'A draft') AS "Name", i."TotalCurrency" AS "Currency", CAST(COALESCE(l."Total", 0) AS bigint) AS "Found", i."TotalMinor" AS "Expected"
            FROM "Invoices" i
            LEFT JOIN (SELECT "InvoiceId", SUM("NetMinor") AS "Net", SUM("TaxMinor") AS "Tax", SUM("TotalMinor") AS "Total" FROM "InvoiceLines" GROUP BY "InvoiceId") l ON l."InvoiceId" = i."Id"
            LEFT JOIN (SELECT "InvoiceId", SUM("TaxMinor") AS "Tax" FROM "InvoiceTaxes" GROUP BY "InvoiceId") t ON t."InvoiceId" = i."Id"
            WHERE COALESCE(l."Total", 0) <> i."TotalMinor" OR COALESCE(l."Net", 0) <> i."NetMinor" OR COALESCE(l."Tax", 0) <> i."TaxMinor" OR COALESCE(t."Tax", 0) <> i."TaxMinor"
            OR i."NetMinor" + i."TaxMinor" <> i."TotalMinor"
            """),
        Books("invoice-in-ledger", "Each issued document is in the ledger with its total.", """
            SELECT i."TenantId" AS "TenantId", i."Number" AS "Name", i."TotalCurrency" AS "Currency", CAST(COALESCE(e."Sum", 0) AS bigint) AS "Found",
                CASE WHEN i."Kind" = 'CreditNote' THEN -i."TotalMinor" ELSE i."TotalMinor" END AS "Expected"
            FROM "Invoices" i LEFT JOIN (SELECT t."SourceId", SUM(x."AmountMinor") AS "Sum" FROM "LedgerTransactions" t JOIN "LedgerEntries" x ON x."TransactionId" = t."Id"
                WHERE t."Kind" IN ('Invoice', 'CreditNote') AND x."Account" = 'Receivable' GROUP BY t."SourceId") e ON e."SourceId" = i."Id"
            WHERE i."State" <> 'Draft' AND COALESCE(e."Sum", 0) <> CASE WHEN i."Kind" = 'CreditNote' THEN -i."TotalMinor" ELSE i."TotalMinor" END
            """),
        Books("invoice-numbers", "The numbers of invoices and credit notes have no gaps in their series.", Gapless("Invoices")),
    ];

    /// <summary>As many documents carry a number of a series as were given out.</summary>
    public static string Gapless(string table) => $"""
        SELECT n."TenantId" AS "TenantId", 'Numbers of ' || n."Series" AS "Name", '' AS "Currency", CAST(COUNT(*) AS bigint) AS "Found", n."Next" - 1 AS "Expected"
        FROM "NumberSequences" n JOIN "{table}" d ON d."TenantId" = n."TenantId" AND d."Number" LIKE n."Series" || '-%' AND d."Number" NOT LIKE n."Series" || '-%-%'
        GROUP BY n."TenantId", n."Series", n."Next" HAVING COUNT(*) <> n."Next" - 1
        """;

    private static string Kept(string account, string column, int sign) => $"""
        SELECT b."TenantId" AS "TenantId", c."Name" AS "Name", b."Currency" AS "Currency", b."{column}" AS "Found", CAST(COALESCE(e."Sum", 0) AS bigint) AS "Expected"
        FROM "CustomerBalances" b JOIN "Customers" c ON c."Id" = b."CustomerId"
        LEFT JOIN (SELECT "CustomerId", "AmountCurrency", {sign} * SUM("AmountMinor") AS "Sum" FROM "LedgerEntries" WHERE "Account" = '{account}' AND "CustomerId" IS NOT NULL
            GROUP BY "CustomerId", "AmountCurrency") e ON e."CustomerId" = b."CustomerId" AND e."AmountCurrency" = b."Currency"
        WHERE b."{column}" <> COALESCE(e."Sum", 0)
        """;
}
