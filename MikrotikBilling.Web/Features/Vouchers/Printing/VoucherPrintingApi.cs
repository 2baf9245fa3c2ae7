using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

/// <summary>Templates as JSON, and codes on paper as a file.</summary>
public static class VoucherPrintingApi
{
    /// <param name="Id">Null for the one that is there before any is saved.</param>
    public sealed record VoucherTemplateJson(Guid? Id, SaveVoucherTemplate Template);

    public static void MapVoucherPrinting(this IEndpointRouteBuilder routes)
    {
        var templates = routes.MapGroup("/api/vouchers/templates").RequireAuthorization(VouchersPermissions.View);
        templates.MapGet("/", ListAsync);
        templates.MapPost("/", AddAsync).Validates<SaveVoucherTemplate>().RequireAuthorization(VouchersPermissions.Manage);
        templates.MapPut("/{id:guid}", EditAsync).Validates<SaveVoucherTemplate>().RequireAuthorization(VouchersPermissions.Manage);
        templates.MapDelete("/{id:guid}", async (Guid id, VoucherTemplateService service, CancellationToken cancellationToken) =>
            ApiResults.From(await service.DeleteAsync(id, cancellationToken))).RequireAuthorization(VouchersPermissions.Manage);
        routes.MapGet("/api/vouchers/batches/{id:guid}/print.pdf", PdfAsync).RequireAuthorization(VouchersPermissions.Codes);
    }

    /// <summary>The default first.</summary>
    private static async Task<Ok<ApiList<VoucherTemplateJson>>> ListAsync(VoucherPrintQueries queries, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ApiList<VoucherTemplateJson>([.. (await queries.TemplatesAsync(cancellationToken)).Select(Json)], null));

    private static async Task<Results<Created<VoucherTemplateJson>, ProblemHttpResult>> AddAsync(SaveVoucherTemplate input, VoucherTemplateService service, CancellationToken cancellationToken)
    {
        var added = await service.AddAsync(input, cancellationToken);
        return added.Ok ? TypedResults.Created($"/api/vouchers/templates/{added.Value.Id}", Json(added.Value)) : ApiResults.Problem(added.Refusal);
    }

    /// <param name="version">That of the template as it was read. Left out, the last one wins.</param>
    private static async Task<Results<Ok<VoucherTemplateJson>, ProblemHttpResult>> EditAsync(
        Guid id, SaveVoucherTemplate input, VoucherTemplateService service, CancellationToken cancellationToken, int? version = null) =>
        ApiResults.From(await service.EditAsync(id, input, version ?? input.Version, cancellationToken), Json);

    /// <summary>By the default template, and of the whole batch what nobody used, where nothing else is said.</summary>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> PdfAsync(
        Guid id, VoucherFiles files, CancellationToken cancellationToken, Guid? template = null, int? from = null, int? to = null, bool unused = true, bool unsold = false)
    {
        var made = await files.MakeAsync(id, new PrintVouchers(template, from, to, unused, unsold), cancellationToken);
        return made.Ok ? TypedResults.File(made.Value.Content, "application/pdf", made.Value.Name) : ApiResults.Problem(made.Refusal, VoucherFiles.StatusOf(made.Refusal));
    }

    private static VoucherTemplateJson Json(VoucherTemplate template) => new(template.Id == Guid.Empty ? null : template.Id, SaveVoucherTemplate.Of(template));
}
