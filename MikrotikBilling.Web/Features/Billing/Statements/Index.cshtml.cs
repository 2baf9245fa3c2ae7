using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Billing.Statements;

/// <summary>Everything the page draws.</summary>
/// <param name="Document">Null while the days make no span.</param>
public sealed record StatementPageView(Customer Customer, DateOnly From, DateOnly To, StatementView? Document, string? Wrong, bool MaySend, string? WhyNoPdf);

/// <summary>A customer's account over some days: on the screen, on paper, as a file, by e-mail.</summary>
[Authorize(BillingPermissions.View)]
public sealed class IndexModel(
    StatementQueries statements, StatementViews views, StatementSending sending, StatementExport export, CustomerQueries customers, IPdfPrinter printer, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public StatementPageView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? from, string? to, CancellationToken cancellationToken) => await LoadAsync(from, to, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnGetPdfAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        var (first, last) = await SpanAsync(from, to, cancellationToken);
        if (StatementSpan.Wrong(first, last) is not null || await statements.OfAsync(Id, first, last, cancellationToken) is not { } statement) return NotFound();
        return this.Pdf<StatementDocument>(new { View = await views.OfAsync(statement, paper: true, cancellationToken) }, StatementsPages.FileName(statement));
    }

    public async Task<IActionResult> OnGetCsvAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        var (first, last) = await SpanAsync(from, to, cancellationToken);
        if (StatementSpan.Wrong(first, last) is not null || await statements.OfAsync(Id, first, last, cancellationToken) is not { } statement) return NotFound();
        return new CsvDownload($"statement-{statement.Customer.NumberText}-{first:yyyy-MM-dd}-{last:yyyy-MM-dd}.csv", (body, aborted) => export.WriteAsync(body, statement, new TransferStyle(ByteOrderMark: true), aborted));
    }

    [Needs(BillingPermissions.Manage)]
    public async Task<IActionResult> OnPostSendAsync([FromQuery] string? from, [FromQuery] string? to, CancellationToken cancellationToken)
    {
        var (first, last) = await SpanAsync(from, to, cancellationToken);
        var sent = await sending.SendAsync(Id, first, last, cancellationToken);
        if (sent.Ok) return this.Leave(StatementsPages.Of(Id, first, last), toast: $"On its way to {sent.Value}.");
        if (sent.Refusal.IsNotFound || !await LoadAsync(from, to, cancellationToken)) return NotFound();
        ModelState.AddModelError("", sent.Refusal.Message);
        return this.RefusedFragment<StatementPage>(new { View, Errors = FormErrors.From(ModelState) });
    }

    private async Task<(DateOnly From, DateOnly To)> SpanAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        return StatementSpan.Of(ListWords.Day(from), ListWords.Day(to), DateOnly.FromDateTime(time.Local(time.Now)));
    }

    private async Task<bool> LoadAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        var (first, last) = await SpanAsync(from, to, cancellationToken);
        var wrong = StatementSpan.Wrong(first, last);
        var statement = wrong is null ? await statements.OfAsync(Id, first, last, cancellationToken) : null;
        if ((statement?.Customer ?? await customers.FindAsync(Id, cancellationToken)) is not { } customer) return false;
        View = new StatementPageView(
            customer, first, last, statement is null ? null : await views.OfAsync(statement, paper: false, cancellationToken), wrong,
            await authorization.MayAsync(User, BillingPermissions.Manage), printer.WhyNot);
        return true;
    }
}
