using MikrotikBilling.Core.Data.Invariants;

namespace MikrotikBilling.Core.Billing.Sums;

/// <summary>The kept sums are those of the entries, by whatever they are divided.</summary>
internal static class SumInvariants
{
    public static IReadOnlyList<IInvariant> All { get; } =
    [
        Kept("sums-of-entries", "The kept sums of each day are those of the ledger.", "Total", "''", "", "''"),
        Kept("revenue-of-profiles", "The kept revenue of each profile is that of the ledger.", "Profile", "s.\"ProfileId\"", "e.\"Account\" = 'Revenue'", "e.\"ProfileId\""),
        Kept("revenue-of-routers", "The kept revenue of each router is that of the ledger.", "Router", "s.\"RouterId\"", "e.\"Account\" = 'Revenue'", "e.\"RouterId\""),
        Kept("sums-of-staff", "The kept sums of each member of staff are those of the ledger.", "Staff", "s.\"ActorId\"", "e.\"Account\" IN ('Revenue', 'Cash', 'GatewayClearing')", "t.\"ActorId\""),
    ];

    private static SqlInvariant Kept(string name, string words, string facet, string keptKey, string where, string realKey)
    {
        var accounts = where.Replace("e.", "s.", StringComparison.Ordinal);
        return new SqlInvariant(name, InvariantArea.Books, words, $"""
            SELECT u."TenantId" AS "TenantId", u."Account" || ' of ' || CAST(u."BookedOn" AS varchar(10)) AS "Name", u."Currency" AS "Currency", CAST(SUM(u."Kept") AS bigint) AS "Found", CAST(SUM(u."Real") AS bigint) AS "Expected"
            FROM (SELECT s."TenantId", s."Account", s."BookedOn", s."Kind", s."Detail", s."Currency", {keptKey} AS "Key", s."Minor" AS "Kept", 0 AS "Real" FROM "LedgerSums" s
                WHERE s."Facet" IN ('Raw', '{facet}'){And(accounts)}
                UNION ALL SELECT e."TenantId", e."Account", e."BookedOn", CASE WHEN e."Account" IN ('Receivable', 'Credit') THEN NULL ELSE t."Kind" END, e."Detail", e."AmountCurrency", {realKey}, 0, e."AmountMinor"
                FROM "LedgerEntries" e JOIN "LedgerTransactions" t ON t."Id" = e."TransactionId"{Where(where)}) u
            GROUP BY u."TenantId", u."Account", u."BookedOn", u."Kind", u."Detail", u."Currency", u."Key" HAVING SUM(u."Kept") <> SUM(u."Real")
            """);
    }

    private static string And(string condition) => condition.Length == 0 ? "" : $" AND {condition}";

    private static string Where(string condition) => condition.Length == 0 ? "" : $" WHERE {condition}";
}
