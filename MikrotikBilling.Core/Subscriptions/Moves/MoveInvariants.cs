using MikrotikBilling.Core.Data.Invariants;

namespace MikrotikBilling.Core.Subscriptions.Moves;

/// <summary>All moves together come to the states that customers and services are in.</summary>
internal static class MoveInvariants
{
    public static IReadOnlyList<IInvariant> All { get; } =
    [
        Kept("moves-of-customers", "Customers that came and left come to those there are, state by state.", "Customer",
            "SELECT c.\"TenantId\", c.\"MainStatus\", NULL, 0, 1 FROM \"Customers\" c WHERE CAST(c.\"IsGuest\" AS int) = 0 AND c.\"ArchivedAt\" IS NULL", "CAST(NULL AS varchar(40))"),
        Kept("moves-of-services", "Services that came, changed and left come to those there are, by state and profile.", "Service",
            "SELECT s.\"TenantId\", s.\"Status\", s.\"ProfileId\", 0, 1 FROM \"Subscriptions\" s WHERE CAST(s.\"IsGuest\" AS int) = 0", null),
    ];

    /// <param name="profile">What stands for the profile where there is none.</param>
    private static SqlInvariant Kept(string name, string words, string of, string real, string? profile) => new(name, InvariantArea.Data, words, $"""
        SELECT u."TenantId" AS "TenantId", '{of} ' || u."State" AS "Name", '' AS "Currency", CAST(SUM(u."Kept") AS bigint) AS "Found", CAST(SUM(u."Real") AS bigint) AS "Expected"
        FROM (SELECT m."TenantId", m."ToState" AS "State", {profile ?? "m.\"ToProfileId\""} AS "Profile", m."Count" AS "Kept", 0 AS "Real" FROM "MoveSums" m WHERE m."Of" = '{of}' AND m."Span" = 'Day' AND m."ToState" IS NOT NULL
            UNION ALL SELECT m."TenantId", m."FromState", {profile ?? "m.\"FromProfileId\""}, -m."Count", 0 FROM "MoveSums" m WHERE m."Of" = '{of}' AND m."Span" = 'Day' AND m."FromState" IS NOT NULL
            UNION ALL SELECT m."TenantId", m."ToState", {profile ?? "m.\"ToProfileId\""}, 1, 0 FROM "ServiceMoves" m WHERE m."Of" = '{of}' AND m."FoldedAt" IS NULL AND m."ToState" IS NOT NULL
            UNION ALL SELECT m."TenantId", m."FromState", {profile ?? "m.\"FromProfileId\""}, -1, 0 FROM "ServiceMoves" m WHERE m."Of" = '{of}' AND m."FoldedAt" IS NULL AND m."FromState" IS NOT NULL
            UNION ALL {real}) u
        GROUP BY u."TenantId", u."State", u."Profile" HAVING SUM(u."Kept") <> SUM(u."Real")
        """);
}
