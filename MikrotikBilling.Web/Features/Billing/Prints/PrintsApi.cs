using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Prints;

/// <summary>Batches of documents for programs.</summary>
public static class PrintsApi
{
    /// <param name="Kind">Invoices (with their filter) or statements (of the days).</param>
    /// <param name="Documents">Invoices or credit notes alone.</param>
    /// <param name="WithCredit">Statements also for those who owe nothing and have credit.</param>
    /// <param name="Id">Chosen by the caller: sent twice, it is one batch.</param>
    public sealed record StartJson(
        PrintKind? Kind, InvoiceState? State, InvoiceKind? Documents, Guid? CustomerId, string? Number, DateOnly? From, DateOnly? To, bool? WithCredit, Guid? Id);

    public sealed record SampleJson(string Name, Guid CustomerId, string Customer);

    /// <param name="Documents">At most one more than <paramref name="Most"/>.</param>
    /// <param name="Bytes">About.</param>
    public sealed record PreviewJson(string Title, int Documents, int Most, int CreditNotes, int Void, long Bytes, IReadOnlyList<SampleJson> First);

    public sealed record FailureJson(string FileName, Guid CustomerId, string Message);

    public sealed record BatchJson(
        Guid Id, PrintKind Kind, string Title, PrintRunState State, int Total, int Printed, int Failed, long Bytes, bool StopRequested, string? Note, string StartedBy, DateTimeOffset CreatedAt,
        DateTimeOffset? FinishedAt, DateTimeOffset? PurgedAt, IReadOnlyList<FailureJson>? Failures = null);

    public static void MapPrints(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/billing/prints").RequireAuthorization(BillingPermissions.View);
        api.MapGet("", async (string? cursor, PrintRunQueries prints, CancellationToken cancellationToken) =>
        {
            var page = await prints.ListAsync(cursor, cancellationToken);
            return new ApiList<BatchJson>([.. page.Items.Select(r => Json(r))], page.Next);
        });
        api.MapGet("/{id:guid}", async (Guid id, PrintRunQueries prints, CancellationToken cancellationToken) => ApiResults.Found(await prints.FindAsync(id, cancellationToken) is { } run
            ? Json(run, run.Failed == 0 ? [] : await prints.FailuresAsync(id, cancellationToken))
            : null));
        api.MapPost("/preview", PreviewAsync);
        api.MapPost("", StartAsync);
        api.MapPost("/{id:guid}/stop", async (Guid id, PrintRunService prints, CancellationToken cancellationToken) => ApiResults.From(await prints.StopAsync(id, cancellationToken)));
        api.MapPost("/{id:guid}/resume", async (Guid id, PrintRunService prints, CancellationToken cancellationToken) => ApiResults.From(await prints.ResumeAsync(id, cancellationToken)));
        api.MapDelete("/{id:guid}/files", async (Guid id, PrintRunService prints, CancellationToken cancellationToken) => ApiResults.From(await prints.ThrowAwayAsync(id, cancellationToken)));
        api.MapGet("/{id:guid}/zip", ZipAsync);
    }

    private static async Task<Results<Ok<PreviewJson>, ProblemHttpResult>> PreviewAsync(StartJson body, PrintRunService prints, TenantClock clock, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(body, clock, cancellationToken);
        if (Wrong(request) is { } wrong) return wrong;
        var preview = await prints.PreviewAsync(request, cancellationToken);
        return TypedResults.Ok(new PreviewJson(
            preview.Title, preview.Documents, preview.Most, preview.CreditNotes, preview.Void, preview.Bytes, [.. preview.First.Select(s => new SampleJson(s.Name, s.CustomerId, s.Customer))]));
    }

    private static async Task<Results<Accepted<BatchJson>, ProblemHttpResult>> StartAsync(StartJson body, PrintRunService prints, TenantClock clock, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(body, clock, cancellationToken);
        if (Wrong(request) is { } wrong) return wrong;
        var started = await prints.StartAsync(request, cancellationToken);
        return started.Ok ? TypedResults.Accepted($"/api/billing/prints/{started.Value.Id}", Json(started.Value)) : ApiResults.Problem(started.Refusal);
    }

    private static async Task<IResult> ZipAsync(Guid id, PrintArchive archive, CancellationToken cancellationToken)
    {
        var opened = await archive.OpenAsync(id, cancellationToken);
        return opened.Ok ? new ZipDownload(opened.Value, archive) : ApiResults.Problem(opened.Refusal);
    }

    private static ProblemHttpResult? Wrong(PrintRequest request) => request.Kind == PrintKind.Statements && StatementSpan.Wrong(request.From, request.To) is { } wrong
        ? ApiResults.Problem(new Refusal("invalid-input", wrong, "from"), StatusCodes.Status422UnprocessableEntity)
        : null;

    private static async Task<PrintRequest> RequestAsync(StartJson body, TenantClock clock, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        var (from, to) = StatementSpan.Of(body.From, body.To, DateOnly.FromDateTime(time.Local(time.Now)));
        return new PrintRequest(body.Kind ?? PrintKind.Invoices)
        {
            Id = body.Id,
            Invoices = new InvoiceFilter(body.State, body.Documents, body.CustomerId, body.From, body.To, body.Number),
            From = from,
            To = to,
            WithCredit = body.WithCredit ?? false,
        };
    }

    private static BatchJson Json(PrintRun run, IReadOnlyList<PrintFailureLine>? failures = null) => new(
        run.Id, run.Kind, run.Title, run.State, run.Total, run.Printed, run.Failed, run.Bytes, run.StopRequested, run.Note, run.ActorName, run.CreatedAt, run.FinishedAt, run.PurgedAt,
        failures is null ? null : [.. failures.Select(f => new FailureJson(f.FileName, f.CustomerId, f.Message))]);
}
