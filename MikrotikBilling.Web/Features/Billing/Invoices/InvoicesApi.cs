using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

/// <summary>Invoices and credit notes as JSON; amounts in whole units of the currency, with its own digits.</summary>
public static class InvoicesApi
{
    public sealed record InvoiceJson(
        Guid Id, InvoiceKind Kind, InvoiceState State, string? Number, Guid CustomerId, string Customer, DateOnly? IssuedOn, DateOnly? DueOn, string Currency, decimal Net, decimal Tax,
        decimal Total, decimal Paid, decimal Credited, decimal Open);

    public sealed record LineJson(
        LineKind Kind, string Text, decimal Quantity, string Unit, decimal UnitPrice, decimal Discount, decimal Net, decimal Tax, decimal Total, Guid? SubscriptionId,
        DateTimeOffset? PeriodStart, DateTimeOffset? PeriodEnd);

    public sealed record TaxJson(string Name, decimal Percent, decimal Base, decimal Tax);

    /// <param name="From">The payment or credit note that the money came from.</param>
    public sealed record PaidByJson(Guid From, string Kind, string Text, decimal Amount, DateTimeOffset At);

    public sealed record CreditNoteJson(Guid Id, string Number, DateOnly IssuedOn, decimal Total, string? Reason);

    public sealed record InvoiceDetailsJson(
        InvoiceJson Invoice, IReadOnlyList<LineJson> Lines, IReadOnlyList<TaxJson> Taxes, IReadOnlyList<PaidByJson> PaidBy, IReadOnlyList<CreditNoteJson> CreditNotes, Guid? Corrects,
        string? Note, string? VoidReason, decimal Creditable, int Version);

    /// <param name="Open">Still to be paid of the total.</param>
    public sealed record StatJson(InvoiceKind Kind, InvoiceState State, string Currency, int Count, decimal Total, decimal Open);

    public sealed record SentJson(string To);

    public static void MapInvoices(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/billing/invoices").RequireAuthorization(BillingPermissions.View);
        api.MapGet("/", ListAsync);
        api.MapGet("/stats", StatsAsync);
        api.MapGet("/{id:guid}", GetAsync);
        api.MapGet("/{id:guid}/pdf", PdfAsync);
        api.MapPost("/{id:guid}/credit", CreditAsync).Validates<CorrectInvoice>().RequireAuthorization(BillingPermissions.Manage);
        api.MapPost("/{id:guid}/void", VoidAsync).Validates<VoidInvoice>().RequireAuthorization(BillingPermissions.Manage);
        api.MapPost("/{id:guid}/send", SendAsync).RequireAuthorization(BillingPermissions.Manage);
    }

    private static async Task<Ok<ApiList<InvoiceJson>>> ListAsync([AsParameters] InvoiceListQuery query, InvoiceQueries invoices, CancellationToken cancellationToken)
    {
        var page = await invoices.ListAsync(query.ToFilter(), cancellationToken);
        return TypedResults.Ok(new ApiList<InvoiceJson>([.. page.Items.Select(Json)], page.Next));
    }

    /// <summary>Over all there is, or over the days of issue, both included.</summary>
    private static async Task<Ok<ApiList<StatJson>>> StatsAsync(InvoiceQueries invoices, CancellationToken cancellationToken, DateOnly? from = null, DateOnly? to = null) =>
        TypedResults.Ok(new ApiList<StatJson>([.. (await invoices.StatsAsync(from, to, cancellationToken))
            .Select(s => new StatJson(s.Kind, s.State, s.Total.Currency, s.Count, s.Total.ToDecimal(), s.Open.ToDecimal()))], null));

    private static async Task<Results<Ok<InvoiceDetailsJson>, ProblemHttpResult>> GetAsync(Guid id, InvoiceQueries invoices, CancellationToken cancellationToken) =>
        await invoices.FindAsync(id, cancellationToken) is { } found ? TypedResults.Ok(Json(found)) : ApiResults.Problem(Refusal.NotFound);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> PdfAsync(
        Guid id, InvoiceQueries invoices, InvoiceViews views, DocumentHtml documents, IPdfPrinter printer, CancellationToken cancellationToken)
    {
        if (await invoices.DocumentAsync(id, cancellationToken) is not { } found) return ApiResults.Problem(Refusal.NotFound);
        var view = await views.OfAsync(found, paper: true, cancellationToken);
        try
        {
            var html = await documents.RenderAsync<InvoiceDocument>(new { View = view }, view.Number);
            return TypedResults.File(await printer.PrintAsync(html, cancellationToken), "application/pdf", view.Number + ".pdf");
        }
        catch (Exception e) when (e is PdfUnavailableException or PdfBusyException)
        {
            return ApiResults.Problem(new Refusal(e is PdfBusyException ? "pdf.busy" : "pdf.unavailable", e.Message), StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>Answers with the credit note.</summary>
    private static async Task<Results<Created<InvoiceDetailsJson>, ProblemHttpResult>> CreditAsync(
        Guid id, CorrectInvoice input, CreditNotes notes, InvoiceQueries invoices, CancellationToken cancellationToken, int? version = null)
    {
        var done = await notes.CreditAsync(id, input, version, cancellationToken);
        return done.Ok
            ? TypedResults.Created($"/api/billing/invoices/{done.Value.Id}", Json((await invoices.FindAsync(done.Value.Id, cancellationToken))!))
            : ApiResults.Problem(done.Refusal);
    }

    private static async Task<Results<Ok<InvoiceDetailsJson>, ProblemHttpResult>> VoidAsync(
        Guid id, VoidInvoice input, CreditNotes notes, InvoiceQueries invoices, CancellationToken cancellationToken, int? version = null)
    {
        var done = await notes.VoidAsync(id, input.Reason!, version, cancellationToken);
        return done.Ok ? await GetAsync(id, invoices, cancellationToken) : ApiResults.Problem(done.Refusal);
    }

    private static async Task<Results<Ok<SentJson>, ProblemHttpResult>> SendAsync(Guid id, InvoiceSending sending, CancellationToken cancellationToken) =>
        ApiResults.From(await sending.SendAsync(id, cancellationToken), to => new SentJson(to));

    private static InvoiceJson Json(InvoiceSummary i) => new(
        i.Id, i.Kind, i.State, i.Number, i.CustomerId, i.Customer, i.IssuedOn, i.DueOn, i.Total.Currency, i.Net.ToDecimal(), i.Tax.ToDecimal(), i.Total.ToDecimal(), i.Paid.ToDecimal(),
        i.Credited.ToDecimal(), i.Due.ToDecimal());

    private static InvoiceDetailsJson Json(InvoiceDetails d)
    {
        var i = d.Invoice;
        return new InvoiceDetailsJson(
            new InvoiceJson(i.Id, i.Kind, i.State, i.Number, i.CustomerId, d.Customer, i.IssuedOn, i.DueOn, i.Total.Currency, i.Net.ToDecimal(), i.Tax.ToDecimal(), i.Total.ToDecimal(),
                i.Paid.ToDecimal(), i.Credited.ToDecimal(), i.Due.ToDecimal()),
            [.. d.Lines.Select(l => new LineJson(l.Kind, l.Text, l.Quantity, l.Unit, l.UnitPrice.ToDecimal(), l.Discount.ToDecimal(), l.Net.ToDecimal(), l.Tax.ToDecimal(), l.Total.ToDecimal(), l.SubscriptionId, l.PeriodStart, l.PeriodEnd))],
            [.. d.Taxes.Select(t => new TaxJson(t.Name, t.Percent, t.Base.ToDecimal(), t.Tax.ToDecimal()))],
            [.. d.PaidBy.Select(p => new PaidByJson(p.LotId, p.Kind.ToString(), p.Text, p.Amount.ToDecimal(), p.At))],
            [.. d.CreditNotes.Select(n => new CreditNoteJson(n.Id, n.Number, n.IssuedOn, n.Total.ToDecimal(), n.Reason))],
            i.CorrectsId, i.Note, i.VoidReason, d.Creditable.ToDecimal(), i.Version);
    }
}
