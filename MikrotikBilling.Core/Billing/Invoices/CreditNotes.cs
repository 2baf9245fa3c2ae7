using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Invoices;

/// <summary>Takes an invoice back as a whole or in part.</summary>
public sealed record CorrectInvoice
{
    /// <summary>With tax, in whole units of the currency; null is all that is left.</summary>
    public decimal? Amount { get; init; }

    public string? Reason { get; init; }
}

public sealed class CorrectInvoiceValidator : AbstractValidator<CorrectInvoice>
{
    public CorrectInvoiceValidator()
    {
        RuleFor(c => c.Amount).GreaterThan(0).Says("More than nothing.").LessThanOrEqualTo(MoneyBounds.Most).Says(MoneyBounds.TooMuch).When(c => c.Amount is not null);
        RuleFor(c => c.Reason).NotEmpty().Says("Why is it corrected? The customer reads it.").MaximumLength(300).Says("At most 300 letters.").BeLine();
    }
}

/// <summary>Takes an invoice back that should never have been.</summary>
public sealed record VoidInvoice
{
    public string? Reason { get; init; }
}

public sealed class VoidInvoiceValidator : AbstractValidator<VoidInvoice>
{
    public VoidInvoiceValidator() => RuleFor(c => c.Reason).NotEmpty().Says("Why is it voided?").MaximumLength(300).Says("At most 300 letters.").BeLine();
}

/// <summary>
/// Corrects what was issued: a credit note takes from what is open, and what was paid already becomes credit; an invoice on which nothing happened
/// yet can be voided. Documents themselves are never edited.
/// </summary>
public sealed class CreditNotes(
    AppDbContext db, LedgerBooks books, Settlement settlement, InvoiceIssuer issuer, DiscountService discounts, Reactivation reactivation, BillingMailer mailer, TenantQueries tenants,
    AuditLog audit, TimeProvider clock)
{
    private const string Subject = "invoice";

    public async Task<Result<Invoice>> CreditAsync(Guid invoiceId, CorrectInvoice input, int? version, CancellationToken cancellationToken) =>
        await ChangeAsync(invoiceId, version, async (invoice, token) =>
        {
            var left = await CreditableAsync(invoice, token);
            if (left.IsZero) return new Refusal("invoice.credited", "All of it was credited already.");
            if (input.Amount is { } typed && !Money.Fits(typed, left.Currency))
                return new Refusal("invoice.amount-digits", $"{left.Currency} has {Currency.Digits(left.Currency)} decimal digits.", nameof(input.Amount));
            var amount = input.Amount is { } some ? Money.FromDecimal(some, left.Currency) : left;
            if (amount > left) return new Refusal("invoice.credit-amount", $"At most {left} of it can be credited.", nameof(input.Amount));
            var lines = await db.Set<InvoiceLine>().AsNoTracking().Where(l => l.InvoiceId == invoiceId).OrderBy(l => l.Position).ToListAsync(token);
            var taxes = await db.Set<InvoiceTax>().AsNoTracking().Where(t => t.InvoiceId == invoiceId).ToListAsync(token);
            var note = await CreditInAsync(invoice, InvoicePart.Of(lines, taxes, amount), input.Reason!.Trim(), token);
            await db.SaveChangesAsync(token);
            return note;
        }, cancellationToken);

    /// <summary>Issues the note in the caller's transaction, which has taken the customer's balance.</summary>
    public async Task<Invoice> CreditInAsync(Invoice invoice, PricedDocument document, string reason, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = (await tenants.CurrentAsync(cancellationToken)).DayOf(now);
        var note = (await issuer.IssueAsync(
            [new InvoiceDraft(invoice.CustomerId, document) { Kind = InvoiceKind.CreditNote, CorrectsId = invoice.Id, SubscriptionId = invoice.SubscriptionId, DueOn = today, Note = reason }],
            cancellationToken))[0];
        var open = note.Total < invoice.Due ? note.Total : invoice.Due;
        if (!open.IsZero)
        {
            var wasOverdue = invoice.State == InvoiceState.Overdue;
            invoice.Reduce(open, now, today);
            // Last of all: the caller may be changing the service that this wakes.
            if (!invoice.IsOpen) db.BeforeCommit(token => reactivation.ClearedAsync(invoice, wasOverdue, token));
        }
        var surplus = note.Total - open;
        if (!surplus.IsZero)
        {
            settlement.Receive(note.Id, invoice.CustomerId, CreditKind.CreditNote, surplus);
            await books.BookAsync(new Posting(LedgerKind.Surplus, note.Id, invoice.CustomerId, $"Credit from {note.Number}")
                .Debit(LedgerAccount.Receivable, surplus).Credit(LedgerAccount.Credit, surplus), cancellationToken);
        }
        audit.Record("invoice.credited", Subject, invoice.Id, $"Credited {note.Total} of {invoice.Number} with {note.Number}: {reason}", invoice.CustomerId);
        await mailer.CreditedAsync(note, invoice, surplus, cancellationToken);
        return note;
    }

    /// <summary>What of an invoice is not credited yet.</summary>
    public async Task<Money> CreditableAsync(Invoice invoice, CancellationToken cancellationToken)
    {
        if (invoice.Kind == InvoiceKind.CreditNote || invoice.State is InvoiceState.Draft or InvoiceState.Void) return Money.Zero(invoice.Total.Currency);
        var credited = await db.Set<Invoice>().Where(i => i.CorrectsId == invoice.Id && i.Kind == InvoiceKind.CreditNote).SumAsync(i => i.Total.Minor, cancellationToken);
        return invoice.Total - new Money(credited, invoice.Total.Currency);
    }

    public async Task<Result<Invoice>> VoidAsync(Guid invoiceId, string reason, int? version, CancellationToken cancellationToken) =>
        await ChangeAsync(invoiceId, version, async (invoice, token) =>
        {
            var now = clock.GetUtcNow();
            var due = invoice.Due;
            if (invoice.Void(reason.Trim(), now) is { Ok: false } refused) return refused.Refusal;
            var taxes = await db.Set<InvoiceTax>().AsNoTracking().Where(t => t.InvoiceId == invoiceId).ToListAsync(token);
            var issued = await db.Set<LedgerTransaction>().Where(t => t.Kind == LedgerKind.Invoice && t.SourceId == invoiceId).Select(t => t.Id).SingleAsync(token);
            var posting = new Posting(LedgerKind.Void, invoiceId, invoice.CustomerId, $"Voided {invoice.Number}: {reason}") { ReversesId = issued }
                .Credit(LedgerAccount.Receivable, due);
            foreach (var sold in await db.Set<LedgerEntry>().AsNoTracking().Where(e => e.TransactionId == issued && e.Account == LedgerAccount.Revenue).ToListAsync(token))
                posting.Credit(LedgerAccount.Revenue, sold.Amount, sold: new SoldAs(sold.ProfileId, sold.RouterId));
            foreach (var tax in taxes) posting.Debit(LedgerAccount.Tax, tax.Tax, tax.Name);
            await books.BookAsync(posting, token);
            await db.Set<BillingPeriod>().Where(p => p.InvoiceId == invoiceId).ExecuteUpdateAsync(set => set.SetProperty(p => p.DroppedAt, now), token);
            await discounts.TakeBackAsync(invoiceId, token);
            await mailer.VoidedAsync(invoice, token);
            audit.Record("invoice.voided", Subject, invoiceId, $"Voided {invoice.Number} over {invoice.Total}: {reason}", invoice.CustomerId);
            await db.SaveChangesAsync(token);
            await reactivation.WakeAsync(invoice.CustomerId, token);
            return invoice;
        }, cancellationToken);

    private Task<Result<Invoice>> ChangeAsync(Guid id, int? version, Func<Invoice, CancellationToken, Task<Result<Invoice>>> change, CancellationToken cancellationToken) =>
        db.ChangeAsync<Invoice>(async token =>
        {
            if (await db.Set<Invoice>().Where(i => i.Id == id).Select(i => new { i.CustomerId, i.Total.Currency }).SingleOrDefaultAsync(token) is not { } known) return Refusal.NotFound;
            await books.TakeAsync([known.CustomerId], known.Currency, token);
            // Read again under the balance: money may have come first.
            var invoice = await db.Set<Invoice>().SingleAsync(i => i.Id == id, token);
            if (version is { } expected) db.Expect(invoice, expected);
            return await change(invoice, token);
        }, cancellationToken);
}
