using MikrotikBilling.Core.Data.Invariants;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>What must hold between codes, their uses and the books.</summary>
internal static class VoucherInvariants
{
    private static SqlInvariant Books(string name, string words, string sql) => new(name, InvariantArea.Books, words, sql);

    public static IReadOnlyList<IInvariant> All { get; } =
    [
        Books("voucher-used-once", "Each code that is used has one use, and no other has.", """
            SELECT v."TenantId" AS "TenantId", b."Number" || ' no. ' || v."Serial" AS "Name", '' AS "Currency", CAST(COUNT(u."Id") AS bigint) AS "Found", CAST(CASE WHEN v."State" = 'Used' THEN 1 ELSE 0 END AS bigint) AS "Expected"
            FROM "Vouchers" v JOIN "VoucherBatches" b ON b."Id" = v."BatchId" LEFT JOIN "VoucherUses" u ON u."VoucherId" = v."Id"
            WHERE v."State" = 'Used' OR u."Id" IS NOT NULL
            GROUP BY v."TenantId", b."Number", v."Serial", v."State" HAVING COUNT(u."Id") <> CASE WHEN v."State" = 'Used' THEN 1 ELSE 0 END
            """),
        Books("voucher-use-paid", "Each use of a code is a payment over what stands on it.", """
            SELECT u."TenantId" AS "TenantId", b."Number" || ' no. ' || v."Serial" AS "Name", b."SalesPriceCurrency" AS "Currency", CAST(COALESCE(p."AmountMinor", 0) AS bigint) AS "Found", b."SalesPriceMinor" AS "Expected"
            FROM "VoucherUses" u JOIN "Vouchers" v ON v."Id" = u."VoucherId" JOIN "VoucherBatches" b ON b."Id" = u."BatchId" LEFT JOIN "Payments" p ON p."Id" = u."PaymentId" AND p."Method" = 'Voucher'
            WHERE u."PaymentId" IS NOT NULL AND COALESCE(p."AmountMinor", 0) <> b."SalesPriceMinor"
            """),
        Books("voucher-guest-served", "Each use of a code by a guest is booked over what stands on it, unless it was revenue at its sale.", """
            SELECT u."TenantId" AS "TenantId", b."Number" || ' no. ' || v."Serial" AS "Name", b."SalesPriceCurrency" AS "Currency", CAST(COALESCE(SUM(e."AmountMinor"), 0) AS bigint) AS "Found", b."SalesPriceMinor" AS "Expected"
            FROM "VoucherUses" u JOIN "Vouchers" v ON v."Id" = u."VoucherId" JOIN "VoucherBatches" b ON b."Id" = u."BatchId"
            LEFT JOIN "LedgerTransactions" t ON t."SourceId" = u."Id" AND t."Kind" = 'VoucherUse' LEFT JOIN "LedgerEntries" e ON e."TransactionId" = t."Id" AND e."AmountMinor" > 0
            LEFT JOIN "VoucherSales" a ON a."Id" = u."SaleId"
            WHERE u."PaymentId" IS NULL AND (a."Id" IS NULL OR CAST(a."IsRevenue" AS int) = 0)
            GROUP BY u."TenantId", u."Id", b."Number", v."Serial", b."SalesPriceCurrency", b."SalesPriceMinor" HAVING COALESCE(SUM(e."AmountMinor"), 0) <> b."SalesPriceMinor"
            """),
        Books("voucher-payment-has-use", "Each payment by voucher is the use of a code.", """
            SELECT p."TenantId" AS "TenantId", p."Number" AS "Name", p."AmountCurrency" AS "Currency", CAST(0 AS bigint) AS "Found", p."AmountMinor" AS "Expected"
            FROM "Payments" p WHERE p."Method" = 'Voucher' AND NOT EXISTS (SELECT 1 FROM "VoucherUses" u WHERE u."PaymentId" = p."Id")
            """),
        Books("voucher-batch-whole", "A batch that is ready has all its codes.", """
            SELECT b."TenantId" AS "TenantId", 'Batch ' || b."Number" AS "Name", '' AS "Currency", CAST(COUNT(v."Id") AS bigint) AS "Found", CAST(b."Quantity" AS bigint) AS "Expected"
            FROM "VoucherBatches" b LEFT JOIN "Vouchers" v ON v."BatchId" = b."Id" WHERE b."State" IN ('Ready', 'Void')
            GROUP BY b."TenantId", b."Number", b."Quantity" HAVING COUNT(v."Id") <> b."Quantity"
            """),
        Books("voucher-liability", "What the books owe for vouchers is what was sold of them, was no revenue at once and is neither used nor expired, and what was used and reversed.", """
            SELECT s."TenantId" AS "TenantId", 'Vouchers sold and not used' AS "Name", s."Currency" AS "Currency", CAST(SUM(s."Books") AS bigint) AS "Found", CAST(SUM(s."Codes") AS bigint) AS "Expected"
            FROM (SELECT e."TenantId", e."AmountCurrency" AS "Currency", -e."AmountMinor" AS "Books", 0 AS "Codes" FROM "LedgerEntries" e WHERE e."Account" = 'VoucherLiability'
                UNION ALL SELECT v."TenantId", b."SalesPriceCurrency", 0, b."SalesPriceMinor" FROM "Vouchers" v JOIN "VoucherBatches" b ON b."Id" = v."BatchId" JOIN "VoucherSales" a ON a."Id" = v."SaleId" WHERE CAST(a."IsRevenue" AS int) = 0 AND v."State" IN ('Unused', 'Void')
                UNION ALL SELECT p."TenantId", p."AmountCurrency", 0, p."AmountMinor" FROM "Payments" p WHERE p."Method" = 'Voucher' AND p."State" = 'Reversed') s
            GROUP BY s."TenantId", s."Currency" HAVING SUM(s."Books") <> SUM(s."Codes")
            """),
        Books("voucher-ended-kept", "What expired or was taken back of a batch is kept as ended.", """
            SELECT s."TenantId" AS "TenantId", 'Batch ' || b."Number" || ', ' || s."State" AS "Name", '' AS "Currency", CAST(SUM(s."Kept") AS bigint) AS "Found", CAST(SUM(s."Codes") AS bigint) AS "Expected"
            FROM (SELECT e."TenantId", e."BatchId", e."State", e."Quantity" AS "Kept", 0 AS "Codes" FROM "VoucherEndings" e
                UNION ALL SELECT v."TenantId", v."BatchId", v."State", 0, 1 FROM "Vouchers" v WHERE v."State" IN ('Expired', 'Void')) s JOIN "VoucherBatches" b ON b."Id" = s."BatchId" AND b."State" <> 'Cancelled'
            GROUP BY s."TenantId", b."Number", s."State" HAVING SUM(s."Kept") <> SUM(s."Codes")
            """),
        Books("voucher-sale-quantity", "Each sale has as many codes as it says, less those that came back.", """
            SELECT s."TenantId" AS "TenantId", 'Sale of batch ' || b."Number" AS "Name", '' AS "Currency", CAST(SUM(s."Codes") AS bigint) AS "Found", CAST(SUM(s."Quantity") AS bigint) AS "Expected"
            FROM (SELECT a."TenantId", a."BatchId", a."Id" AS "SaleId", 0 AS "Codes", a."Quantity" AS "Quantity" FROM "VoucherSales" a
                UNION ALL SELECT r."TenantId", r."BatchId", r."SaleId", 0, -r."Quantity" FROM "VoucherReturns" r
                UNION ALL SELECT v."TenantId", v."BatchId", v."SaleId", 1, 0 FROM "Vouchers" v WHERE v."SaleId" IS NOT NULL) s JOIN "VoucherBatches" b ON b."Id" = s."BatchId"
            GROUP BY s."SaleId", s."TenantId", b."Number" HAVING SUM(s."Codes") <> SUM(s."Quantity")
            """),
        Books("voucher-tax-booked", "Tax of vouchers is in the books as it is kept with their sales, uses and endings.", """
            SELECT s."TenantId" AS "TenantId", 'Tax of vouchers' AS "Name", s."Currency" AS "Currency", CAST(SUM(s."Books") AS bigint) AS "Found", CAST(SUM(s."Kept") AS bigint) AS "Expected"
            FROM (SELECT t."TenantId", e."AmountCurrency" AS "Currency", -e."AmountMinor" AS "Books", 0 AS "Kept" FROM "LedgerTransactions" t JOIN "LedgerEntries" e ON e."TransactionId" = t."Id" AND e."Account" = 'Tax' WHERE t."Kind" IN ('VoucherSale', 'VoucherUse', 'VoucherExpiry')
                UNION ALL SELECT v."TenantId", v."TaxCurrency", 0, v."TaxMinor" FROM "VoucherTaxes" v) s
            GROUP BY s."TenantId", s."Currency" HAVING SUM(s."Books") <> SUM(s."Kept")
            """),
    ];
}
