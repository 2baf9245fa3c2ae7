using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

/// <summary>Everything the page of an invoice draws.</summary>
/// <param name="WhyNoPdf">What to install, where nothing prints.</param>
public sealed record InvoicePageView(InvoiceDetails Details, InvoiceView Document, bool MayManage, bool MaySeeEmails, string? WhyNoPdf, TenantTime Time)
{
    public Invoice Invoice => Details.Invoice;

    public bool MayEdit => MayManage && Invoice.State == InvoiceState.Draft;

    /// <summary>A draft that was to be paid by a day that is over; another is chosen when it is issued.</summary>
    public bool IsDuePassed => MayEdit && Invoice.DueOn < Time.Today;

    public bool MaySend => MayManage && Invoice.State is not (InvoiceState.Draft or InvoiceState.Void);

    public bool MayVoid => MayManage && Invoice is { Kind: InvoiceKind.Invoice, IsOpen: true, Paid.IsZero: true, Credited.IsZero: true };

    /// <summary>Of the service that it is for.</summary>
    public bool MayEndService { get; init; }

    public bool MayCredit => MayManage && !Details.Creditable.IsZero;
}

[Authorize(BillingPermissions.View)]
public sealed class DetailsModel(
    InvoiceQueries invoices, InvoiceViews views, CreditNotes notes, InvoiceDrafts drafts, InvoiceSending sending, IPdfPrinter printer, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public InvoicePageView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    [Needs(BillingPermissions.Manage)]
    public async Task<IActionResult> OnPostSendAsync(CancellationToken cancellationToken)
    {
        var sent = await sending.SendAsync(Id, cancellationToken);
        return sent.Ok ? this.Leave(InvoicesPages.Of(Id), toast: $"On its way to {sent.Value}.") : await RefuseAsync(sent.Refusal, cancellationToken);
    }

    [Needs(BillingPermissions.Manage)]
    public async Task<IActionResult> OnPostIssueAsync([FromForm(Name = "Issue.DueOn")] DateOnly? dueOn, int? version, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await LoadAsync(cancellationToken) ? this.InvalidFragment<InvoiceCard>(Parameters) : NotFound();
        var issued = await drafts.IssueAsync(Id, dueOn, version, cancellationToken);
        return issued.Ok ? this.Leave(InvoicesPages.Of(Id), toast: $"{issued.Value.Number} is issued.") : await RefuseAsync(issued.Refusal, cancellationToken, "Issue");
    }

    [Needs(BillingPermissions.Manage)]
    public async Task<IActionResult> OnPostThrowAwayAsync(int? version, CancellationToken cancellationToken)
    {
        var done = await drafts.ThrowAwayAsync(Id, version, cancellationToken);
        return done.Ok ? this.Leave(InvoicesPages.Invoices, toast: "The draft is gone.") : await RefuseAsync(done.Refusal, cancellationToken);
    }

    [Needs(BillingPermissions.Manage)]
    public async Task<IActionResult> OnPostCreditAsync([FromForm(Name = "Credit")] CorrectInvoice input, int? version, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await LoadAsync(cancellationToken) ? this.InvalidFragment<InvoiceCard>(Parameters) : NotFound();
        var done = await notes.CreditAsync(Id, input, version, cancellationToken);
        return done.Ok ? this.Leave(InvoicesPages.Of(Id), toast: $"{done.Value.Total} credited with {done.Value.Number}.") : await RefuseAsync(done.Refusal, cancellationToken);
    }

    [Needs(BillingPermissions.Manage)]
    public async Task<IActionResult> OnPostVoidAsync([FromForm(Name = "Void")] VoidInvoice input, int? version, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await LoadAsync(cancellationToken) ? this.InvalidFragment<InvoiceCard>(Parameters) : NotFound();
        var done = await notes.VoidAsync(Id, input.Reason!, version, cancellationToken);
        return done.Ok ? this.Leave(InvoicesPages.Of(Id), toast: $"{done.Value.Number} is void.") : await RefuseAsync(done.Refusal, cancellationToken);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<IActionResult> RefuseAsync(Refusal refusal, CancellationToken cancellationToken, string form = "Credit")
    {
        if (refusal.IsNotFound || !await LoadAsync(cancellationToken)) return NotFound();
        ModelState.AddModelError(refusal.Field is { } field && !field.Contains('[', StringComparison.Ordinal) ? $"{form}.{field}" : "", refusal.Message);
        return this.RefusedFragment<InvoiceCard>(Parameters);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await invoices.FindAsync(Id, cancellationToken) is not { } details) return false;
        View = new InvoicePageView(
            details, await views.OfAsync(details, paper: false, cancellationToken), await authorization.MayAsync(User, BillingPermissions.Manage),
            await authorization.MayAsync(User, NotificationsPermissions.View), printer.WhyNot, await clock.NowAsync(cancellationToken))
        {
            MayEndService = await authorization.MayAsync(User, SubscriptionsPermissions.Manage),
        };
        return true;
    }
}
