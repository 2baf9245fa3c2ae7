using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>Codes as files, for programs.</summary>
internal static class VoucherFiles
{
    public static Refusal StillMade(VoucherBatch batch) => new("voucher-batch.not-ready", $"{batch.NumberText} is still being made.");

    public static async Task<IResult> CsvAsync(Guid id, [AsParameters] CodeFileQuery query, VoucherQueries vouchers, VoucherExport export, CancellationToken cancellationToken)
    {
        if (await vouchers.BatchAsync(id, cancellationToken) is not { } line) return ApiResults.Problem(Refusal.NotFound);
        if (line.Batch.State == VoucherBatchState.Making) return ApiResults.Problem(StillMade(line.Batch));
        return new CsvDownload($"{line.Batch.NumberText}.csv", (body, aborted) => export.WriteAsync(body, line, query.ToFilter(), new TransferStyle(), aborted));
    }

    /// <summary>All or none: where one code cannot be taken, none is.</summary>
    public static async Task<Results<Created<VouchersApi.BatchJson>, ProblemHttpResult>> ImportAsync(ImportVouchers input, VoucherImport import, VoucherQueries vouchers, CancellationToken cancellationToken)
    {
        var made = await import.ImportAsync(input, cancellationToken);
        if (!made.Ok) return ApiResults.Problem(made.Refusal);
        var line = await vouchers.BatchAsync(made.Value.Id, cancellationToken);
        return TypedResults.Created($"/api/vouchers/batches/{made.Value.Id}", VouchersApi.Json(line!.Batch, line.Profile, line.Counts));
    }

    public static async Task<Results<Ok<VouchersApi.ImportPreviewJson>, ProblemHttpResult>> PreviewAsync(ImportVouchers input, VoucherImport import, CancellationToken cancellationToken)
    {
        var preview = await import.CheckAsync(input.Text, cancellationToken);
        if (preview.Ok && await import.WhyNotAsync(input, Math.Max(1, preview.Value.Codes.Count), cancellationToken) is { } wrong) return ApiResults.Problem(wrong);
        return ApiResults.From(preview, p => new VouchersApi.ImportPreviewJson(p.Codes.Count, p.WrongCount, p.Wrong));
    }
}
