using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions.Transfer;

/// <summary>Export and import for programs: upload a file, follow its check, start it, read what came of each row.</summary>
public static class TransferApi
{
    /// <param name="Columns">The field of each column in order, null to leave it out; left out altogether, the guess by the header is taken.</param>
    public sealed record ColumnsJson(IReadOnlyList<TransferField?>? Columns);

    public static void MapTransfer(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/customers/export", ExportAsync).RequireAuthorization(CustomersPermissions.View);
        routes.MapGet("/api/customers/export-with-passwords", ExportWithPasswordsAsync).RequireAuthorization(CustomersPermissions.View, SubscriptionsPermissions.RevealPassword);
        var api = routes.MapGroup("/api/imports").RequireAuthorization(CustomersPermissions.Manage);
        api.MapGet("/", async (ImportQueries queries, CancellationToken cancellationToken, string? cursor = null) => ApiResults.List(await queries.ListAsync(cursor, cancellationToken)));
        api.MapPost("/", UploadAsync).WithMetadata(new RequestSizeLimitAttribute(Uploads.MostRequestBytes));
        api.MapGet("/{id:guid}", async (Guid id, ImportQueries queries, CancellationToken cancellationToken) =>
            ApiResults.Found(await queries.FindAsync(id, cancellationToken) is { } run ? ImportLine.Of(run) : null));
        api.MapGet("/{id:guid}/rows", RowsAsync);
        api.MapPost("/{id:guid}/check", async (Guid id, ColumnsJson? body, ImportService imports, ImportQueries queries, CancellationToken cancellationToken) =>
            await CheckAsync(id, body?.Columns, imports, queries, cancellationToken));
        api.MapPost("/{id:guid}/start", async (Guid id, ImportService imports, CancellationToken cancellationToken) => Accepted(await imports.StartAsync(id, cancellationToken)));
        api.MapPost("/{id:guid}/cancel", async (Guid id, ImportService imports, CancellationToken cancellationToken) => ApiResults.From(await imports.StopAsync(id, cancellationToken)));
        api.MapDelete("/{id:guid}", async (Guid id, ImportService imports, CancellationToken cancellationToken) => ApiResults.From(await imports.DiscardAsync(id, cancellationToken)));
    }

    /// <summary>JSON, one object a row, or with <c>format=csv</c> the same file as the page's.</summary>
    private static Task<IResult> ExportAsync(
        [AsParameters] CustomerListQuery query, CustomerExport export, TenantClock clock, TimeProvider time, CancellationToken cancellationToken, string? format = null) =>
        AnswerAsync(query, export, clock, time, format, withPasswords: false, cancellationToken);

    private static Task<IResult> ExportWithPasswordsAsync(
        [AsParameters] CustomerListQuery query, CustomerExport export, TenantClock clock, TimeProvider time, CancellationToken cancellationToken, string? format = null) =>
        AnswerAsync(query, export, clock, time, format, withPasswords: true, cancellationToken);

    private static async Task<IResult> AnswerAsync(
        CustomerListQuery query, CustomerExport export, TenantClock clock, TimeProvider time, string? format, bool withPasswords, CancellationToken cancellationToken)
    {
        if (format is not (null or "json" or "csv"))
            return ApiResults.Problem(new Refusal("invalid-input", "format is json or csv.", "format"), StatusCodes.Status400BadRequest);
        return format == "csv" ? await export.DownloadAsync(clock, query with { Cursor = null }, new TransferStyle(WithPasswords: withPasswords), cancellationToken)
            : TypedResults.Ok(export.RowsAsync(query.ToFilter(time.GetUtcNow()) with { Cursor = null }, withPasswords, cancellationToken));
    }

    /// <summary>A form with the file in it, or the file itself as the body; its name then comes from <c>?name=</c>.</summary>
    private static async Task<Results<Accepted<ImportLine>, ProblemHttpResult>> UploadAsync(
        HttpRequest request, ImportService imports, ImportQueries queries, CancellationToken cancellationToken, string? name = null)
    {
        Result<ImportRun> uploaded;
        if (request.HasFormContentType)
        {
            if ((await request.ReadFormAsync(cancellationToken)).Files is not [var file, ..]) return Unprocessable(new Refusal("import.no-file", "The form holds no file.", "File"));
            await using var content = file.OpenReadStream();
            uploaded = await imports.UploadAsync(content, file.FileName, cancellationToken);
        }
        else
        {
            uploaded = await imports.UploadAsync(request.Body, name, cancellationToken);
        }
        if (!uploaded.Ok) return Unprocessable(uploaded.Refusal);
        // What the header says is enough most of the time; a program that knows better checks again.
        return await CheckAsync(uploaded.Value.Id, null, imports, queries, cancellationToken, quiet: true);
    }

    private static async Task<Results<Accepted<ImportLine>, ProblemHttpResult>> CheckAsync(
        Guid id, IReadOnlyList<TransferField?>? columns, ImportService imports, ImportQueries queries, CancellationToken cancellationToken, bool quiet = false)
    {
        if (await queries.FindAsync(id, cancellationToken) is not { } run) return ApiResults.Problem(Refusal.NotFound);
        var mapped = await imports.MapAsync(id, columns ?? ImportService.MappingOf(run), cancellationToken);
        if (mapped.Ok) return Accepted(mapped);
        return quiet ? Accepted(run) : Unprocessable(mapped.Refusal);
    }

    private static async Task<Results<Ok<ApiList<ImportRowLine>>, ProblemHttpResult>> RowsAsync(
        Guid id, ImportQueries queries, CancellationToken cancellationToken, string? state = null, string? cursor = null)
    {
        ImportRowState? wanted = Enum.TryParse<ImportRowState>(state, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null;
        if (state is { Length: > 0 } && wanted is null) return ApiResults.Problem(new Refusal("invalid-input", "Cannot be read: state.", "state"), StatusCodes.Status400BadRequest);
        return await queries.FindAsync(id, cancellationToken) is null
            ? ApiResults.Problem(Refusal.NotFound)
            : TypedResults.Ok(ApiResults.List(await queries.RowsAsync(id, wanted, cursor, cancellationToken)));
    }

    private static ProblemHttpResult Unprocessable(Refusal refusal) => ApiResults.Problem(refusal, refusal.Code == "import.begun" ? null : StatusCodes.Status422UnprocessableEntity);

    private static Results<Accepted<ImportLine>, ProblemHttpResult> Accepted(Result<ImportRun> result) =>
        result.Ok ? TypedResults.Accepted($"/api/imports/{result.Value.Id}", ImportLine.Of(result.Value)) : ApiResults.Problem(result.Refusal);
}
