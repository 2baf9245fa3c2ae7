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
        Books("voucher-guest-served", "Each use of a code by a guest is booked over what stands on it.", """
            SELECT u."TenantId" AS "TenantId", b."Number" || ' no. ' || v."Serial" AS "Name", b."SalesPriceCurrency" AS "Currency", CAST(COALESCE(SUM(e."AmountMinor"), 0) AS bigint) AS "Found", b."SalesPriceMinor" AS "Expected"
            FROM "VoucherUses" u JOIN "Vouchers" v ON v."Id" = u."VoucherId" JOIN "VoucherBatches" b ON b."Id" = u."BatchId"
            LEFT JOIN "LedgerTransactions" t ON t."SourceId" = u."Id" AND t."Kind" = 'VoucherUse' LEFT JOIN "LedgerEntries" e ON e."TransactionId" = t."Id" AND e."AmountMinor" > 0
            WHERE u."PaymentId" IS NULL
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
        Books("voucher-liability", "What the books owe for vouchers is what was sold of them and not used, and what was used and taken back.", """
            SELECT s."TenantId" AS "TenantId", 'Vouchers sold and not used' AS "Name", s."Currency" AS "Currency", CAST(SUM(s."Books") AS bigint) AS "Found", CAST(SUM(s."Codes") AS bigint) AS "Expected"
            FROM (SELECT e."TenantId", e."AmountCurrency" AS "Currency", -e."AmountMinor" AS "Books", 0 AS "Codes" FROM "LedgerEntries" e WHERE e."Account" = 'VoucherLiability'
                UNION ALL SELECT v."TenantId", b."SalesPriceCurrency", 0, b."SalesPriceMinor" FROM "Vouchers" v JOIN "VoucherBatches" b ON b."Id" = v."BatchId" WHERE v."SaleId" IS NOT NULL AND v."State" <> 'Used'
                UNION ALL SELECT p."TenantId", p."AmountCurrency", 0, p."AmountMinor" FROM "Payments" p WHERE p."Method" = 'Voucher' AND p."State" = 'Reversed') s
            GROUP BY s."TenantId", s."Currency" HAVING SUM(s."Books") <> SUM(s."Codes")
            """),
    ];
}
