using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data.Invariants;

namespace MikrotikBilling.Core.Payments;

/// <summary>What must hold between payments and the books.</summary>
internal static class PaymentInvariants
{
    private static SqlInvariant Books(string name, string words, string sql) => new(name, InvariantArea.Books, words, sql);

    public static IReadOnlyList<IInvariant> All { get; } =
    [
        Books("payment-in-ledger", "Each payment is in the ledger with its amount.", """
            SELECT p."TenantId" AS "TenantId", p."Number" AS "Name", p."AmountCurrency" AS "Currency", CAST(COALESCE(e."Sum", 0) AS bigint) AS "Found", p."AmountMinor" AS "Expected"
            FROM "Payments" p LEFT JOIN (SELECT t."SourceId", -SUM(x."AmountMinor") AS "Sum" FROM "LedgerTransactions" t JOIN "LedgerEntries" x ON x."TransactionId" = t."Id"
                WHERE t."Kind" = 'Payment' AND x."Account" = 'Credit' GROUP BY t."SourceId") e ON e."SourceId" = p."Id"
            WHERE COALESCE(e."Sum", 0) <> p."AmountMinor"
            """),
        Books("payment-has-source", "Each transaction of a payment or a refund belongs to one that is there.", """
            SELECT t."TenantId" AS "TenantId", t."Text" AS "Name", '' AS "Currency", CAST(0 AS bigint) AS "Found", CAST(0 AS bigint) AS "Expected"
            FROM "LedgerTransactions" t
            WHERE (t."Kind" IN ('Payment', 'Reversal') AND NOT EXISTS (SELECT 1 FROM "Payments" p WHERE p."Id" = t."SourceId"))
            OR (t."Kind" = 'Refund' AND NOT EXISTS (SELECT 1 FROM "Refunds" r WHERE r."Id" = t."SourceId"))
            OR (t."Kind" = 'Suspense' AND NOT EXISTS (SELECT 1 FROM "SuspenseItems" s WHERE s."Id" = t."SourceId"))
            """),
        Books("payment-refunded", "What a payment says was given back is what its refunds say, and no more than came in.", """
            SELECT p."TenantId" AS "TenantId", p."Number" AS "Name", p."AmountCurrency" AS "Currency", p."RefundedMinor" AS "Found", CAST(COALESCE(r."Sum", 0) AS bigint) AS "Expected"
            FROM "Payments" p LEFT JOIN (SELECT "PaymentId", SUM("AmountMinor") AS "Sum" FROM "Refunds" WHERE "PaymentId" IS NOT NULL GROUP BY "PaymentId") r ON r."PaymentId" = p."Id"
            WHERE p."RefundedMinor" <> COALESCE(r."Sum", 0) OR p."RefundedMinor" > p."AmountMinor"
            """),
        Books("payment-booked-once", "The receipt of the other side is booked once.", """
            SELECT p."TenantId" AS "TenantId", 'Receipt ' || p."ReferenceKey" AS "Name", '' AS "Currency", CAST(COUNT(*) AS bigint) AS "Found", CAST(1 AS bigint) AS "Expected"
            FROM "Payments" p WHERE p."ReferenceKey" IS NOT NULL GROUP BY p."TenantId", p."ReferenceKey" HAVING COUNT(*) > 1
            """),
        Books("suspense-of-items", "What the ledger holds without an owner is what is left of the sums without one.", """
            SELECT u."TenantId" AS "TenantId", 'Money without an owner' AS "Name", u."Currency" AS "Currency", CAST(SUM(u."Items") AS bigint) AS "Found", CAST(SUM(u."Books") AS bigint) AS "Expected"
            FROM (SELECT s."TenantId", s."AmountCurrency" AS "Currency", s."RemainingMinor" AS "Items", 0 AS "Books" FROM "SuspenseItems" s
                UNION ALL SELECT e."TenantId", e."AmountCurrency", 0, -e."AmountMinor" FROM "LedgerEntries" e WHERE e."Account" = 'Suspense') u
            GROUP BY u."TenantId", u."Currency" HAVING SUM(u."Items") <> SUM(u."Books")
            """),
        Books("movement-booked", "Each movement of money that a provider says succeeded is booked, as a payment or without an owner.", """
            SELECT m."TenantId" AS "TenantId", m."TransactionId" AS "Name", m."AmountCurrency" AS "Currency", CAST(0 AS bigint) AS "Found", m."AmountMinor" AS "Expected"
            FROM "GatewayMovements" m WHERE m."State" = 'Succeeded' AND m."PaymentId" IS NULL AND m."SuspenseId" IS NULL
            """),
        Books("receipt-numbers", "The numbers of receipts have no gaps in their series.", BooksInvariants.Gapless("Payments")),
    ];
}
