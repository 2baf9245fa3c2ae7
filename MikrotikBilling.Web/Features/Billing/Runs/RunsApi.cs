using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Runs;

public static class RunsApi
{
    public sealed record RunJson(
        Guid Id, DateTimeOffset Through, InvoiceRunState State, int Expected, int Issued, int Failed, decimal Total, string Currency, string? Note, string StartedBy, DateTimeOffset CreatedAt,
        DateTimeOffset? FinishedAt);

    public sealed record DueJson(Guid SubscriptionId, Guid CustomerId, string Customer, string UserName, int Invoices, DateTimeOffset From, DateTimeOffset To, decimal Total, string? Warning);

    /// <param name="Stamp">Send it with the start: it is refused when something changed in between.</param>
    public sealed record PreviewJson(DateTimeOffset Through, int Services, int Invoices, decimal Total, string Currency, int Warnings, IReadOnlyList<DueJson> Lines, string Stamp);

    public sealed record StartJson(DateTimeOffset? Through, string? Stamp);

    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/billing/invoice-runs").RequireAuthorization(BillingPermissions.Manage);
        api.MapGet("", async (string? cursor, InvoiceRunQueries runs, CancellationToken cancellationToken) =>
        {
            var page = await runs.ListAsync(cursor, cancellationToken);
            return new ApiList<RunJson>([.. page.Items.Select(Json)], page.Next);
        });
        api.MapGet("/{id:guid}", async (Guid id, InvoiceRunQueries runs, CancellationToken cancellationToken) => ApiResults.Found(await runs.FindAsync(id, cancellationToken) is { } run ? Json(run) : null));
        api.MapPost("/preview", PreviewAsync);
        api.MapPost("", StartAsync);
        api.MapPost("/{id:guid}/stop", async (Guid id, InvoiceRunService runs, CancellationToken cancellationToken) => ApiResults.From(await runs.StopAsync(id, cancellationToken)));
    }

    private static async Task<Results<Ok<PreviewJson>, ProblemHttpResult>> PreviewAsync(StartJson body, InvoiceRunService runs, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return body.Through > now ? ApiResults.Problem(InvoiceRunService.Future) : TypedResults.Ok(Json(await runs.PreviewAsync(body.Through ?? now, cancellationToken)));
    }

    private static async Task<Results<Accepted<RunJson>, ProblemHttpResult>> StartAsync(StartJson body, InvoiceRunService runs, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = await runs.StartAsync(body.Through ?? clock.GetUtcNow(), body.Stamp, cancellationToken);
        return started.Ok ? TypedResults.Accepted($"/api/billing/invoice-runs/{started.Value.Id}", Json(started.Value)) : ApiResults.Problem(started.Refusal);
    }

    private static RunJson Json(InvoiceRun run) => new(
        run.Id, run.Through, run.State, run.Expected, run.Issued, run.Failed, run.Total.ToDecimal(), run.Total.Currency, run.Note, run.ActorName, run.CreatedAt, run.FinishedAt);

    private static PreviewJson Json(InvoiceRunPreview preview) => new(
        preview.Through, preview.Services, preview.Invoices, preview.Total.ToDecimal(), preview.Total.Currency, preview.Warnings,
        [.. preview.Lines.Select(l => new DueJson(l.SubscriptionId, l.CustomerId, l.Customer, l.UserName, l.Periods, l.From, l.To, l.Total.ToDecimal(), l.Warning))], preview.Stamp);
}
