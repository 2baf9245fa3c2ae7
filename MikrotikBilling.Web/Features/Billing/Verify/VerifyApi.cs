using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Invariants;

namespace MikrotikBilling.Web.Features.Billing.Verify;

public static class VerifyApi
{
    /// <param name="Broken">How many rows are against it; the first hundred are named.</param>
    public sealed record CheckJson(string Name, string Words, InvariantArea Area, int Broken, IReadOnlyList<string> Rows);

    public sealed record VerificationJson(DateTimeOffset At, bool Holds, IReadOnlyList<CheckJson> Checks);

    public static void MapVerify(this IEndpointRouteBuilder routes) => routes.MapPost("/api/billing/verify", async (Verifier verifier, LastVerification last, CurrentTenant tenant, CancellationToken cancellationToken) =>
    {
        var all = await verifier.RunAsync(cancellationToken);
        await last.KeepAsync(all, cancellationToken);
        var found = all.For(tenant.Required);
        return new VerificationJson(found.At, !found.Broken.Any(), [.. found.Results.Select(r =>
            new CheckJson(r.Invariant.Name, r.Invariant.Words, r.Invariant.Area, r.Findings.Count, [.. r.Findings.Rows.Select(row => row.Text)]))]);
    }).RequireAuthorization(BillingPermissions.Ledger);
}
