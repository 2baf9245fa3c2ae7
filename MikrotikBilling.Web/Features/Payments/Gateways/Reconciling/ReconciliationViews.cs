using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways.Reconciling;

/// <summary>Everything the page of a run draws.</summary>
/// <param name="Missing">What booking all that is missing would book; null where it is no matter.</param>
/// <param name="Url">The page with its filters.</param>
public sealed record ReconciliationView(
    ReconciliationRun Run, string Account, DifferenceListQuery Query, Page<ReconciliationRow> Rows, IReadOnlyList<DifferenceCount> Counts, MissingPlan? Missing, bool MaySettle, TenantTime Time, string Url)
{
    public bool IsDraft => Run.State == ReconciliationState.Draft;

    /// <summary>The row whose form was refused, and what was typed into it.</summary>
    public (Guid Row, string? Note)? Typed { get; init; }

    public string Post(string handler, Guid? row = null) => PageUrl.With(Url, ("handler", handler), ("row", row?.ToString()));
}

/// <summary>What the form of columns draws.</summary>
public sealed record StatementColumnsView(ReconciliationRun Run, string Account, StatementLook Look, ReadStatement Input);

/// <summary>Gathers what the pages need.</summary>
public sealed class ReconciliationViews(ReconciliationQueries queries, ReconciliationBooking booking, ReconciliationService service, TenantClock clock, IAuthorizationService authorization)
{
    public async Task<ReconciliationView?> MakeAsync(Guid id, DifferenceListQuery query, string url, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (await queries.FindAsync(id, cancellationToken) is not { } line) return null;
        var may = await authorization.MayAsync(user, GatewaysPermissions.Reconcile);
        var counts = await queries.CountsAsync(id, cancellationToken);
        var missing = may && line.Run.State == ReconciliationState.Open && counts.Any(c => c is { Kind: DifferenceKind.Missing, Open: > 1 }) ? await booking.PlanAsync(id, cancellationToken) : null;
        return new ReconciliationView(line.Run, line.Account, query, await queries.RowsAsync(query.ToFilter(id), cancellationToken), counts, missing, may, await clock.NowAsync(cancellationToken), url);
    }

    /// <summary>Null where it is no draft any more.</summary>
    public async Task<StatementColumnsView?> ColumnsAsync(ReconciliationRun run, string account, ReadStatement? typed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (await service.LookAsync(run.Id, cancellationToken) is not { } look) return null;
        var plan = StatementPlan.Read(run.Plan);
        return new StatementColumnsView(run, account, look, typed ?? new ReadStatement
        {
            Columns = plan?.Columns.ToDictionary(c => c.Key, c => (string?)c.Value) ?? [],
            Dates = plan?.Dates ?? DateOrder.Guess,
            Zone = plan?.Zone,
        });
    }
}
