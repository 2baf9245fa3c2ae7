using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Invoices;

/// <summary>
/// Invoices written by hand: priced as all others are, kept as drafts that may change and be thrown away, and issued by the one who issues all documents.
/// </summary>
public sealed class InvoiceDrafts(
    AppDbContext db, InvoiceIssuer issuer, LedgerBooks books, Settlement settlement, BillingMailer mailer, TaxQueries taxes, BillingSettingsQueries settings, TenantQueries tenants,
    AuditLog audit, TimeProvider clock)
{
    private const string Subject = "invoice";

    /// <summary>What so many lines come to for this customer today; the same that is saved and issued.</summary>
    public async Task<Result<PricedDocument>> PriceAsync(Guid customerId, SaveInvoiceDraft input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!await db.Set<Customer>().AnyAsync(c => c.Id == customerId, cancellationToken)) return Refusal.NotFound;
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var rates = await taxes.ForAsync(customerId, await TodayAsync(cancellationToken), cancellationToken);
        var (lines, places) = (new List<PriceLine>(), new List<int>());
        for (var i = 0; i < input.Lines.Count; i++)
        {
            var line = input.Lines[i];
            if (line.IsBlank) continue;
            if (!Money.Fits(line.Price ?? 0, tenant.Currency)) return Digits(i, nameof(line.Price));
            if (!Money.Fits(line.Discount ?? 0, tenant.Currency)) return Digits(i, nameof(line.Discount));
            // Before it is reckoned: minor units of so much have no room.
            if ((line.Quantity ?? 1) * (line.Price ?? 0) > MoneyBounds.Most) return new Refusal("draft.too-much", MoneyBounds.TooMuch, $"{nameof(input.Lines)}[{i}].{nameof(line.Price)}");
            places.Add(i);
            lines.Add(new PriceLine(LineKind.Other, (line.Text ?? "").Trim(), line.Quantity ?? 1, (line.Unit ?? "").Trim(), Money.FromDecimal(line.Price ?? 0, tenant.Currency))
            {
                Taxes = line.Taxed ? rates : [],
                Discount = line.Discount is > 0 and { } off ? new DiscountSelection(Guid.Empty, "", null, Money.FromDecimal(off, tenant.Currency)) : null,
            });
        }
        if (lines.Count == 0) return new Refusal("draft.empty", "Write at least one line.", nameof(input.Lines));
        var priced = Pricer.Price(lines, (await settings.CurrentAsync(cancellationToken)).Rules, tenant.Currency);
        // The pricer takes off no more than there is; by hand more is a slip of the keys.
        if (priced.Lines.Select((l, n) => (Line: l, Place: places[n])).FirstOrDefault(l => l.Line.Source.Discount?.Amount is { } off && off > l.Line.Gross) is { Line: { } over, Place: var place })
            return new Refusal("draft.discount", $"More than the line comes to, which is {over.Gross}.", $"{nameof(input.Lines)}[{place}].{nameof(DraftLine.Discount)}");
        if (priced.Total.Minor <= 0) return new Refusal("draft.nothing", "It comes to nothing.", nameof(input.Lines));
        if (priced.Total.ToDecimal() > MoneyBounds.Most) return new Refusal("draft.too-much", $"{priced.Total}: all together that is too much to be true.", nameof(input.Lines));
        // Given by hand: no discount of the house is used up.
        return priced with { Discounts = [], Lines = [.. priced.Lines.Select(l => l with { Source = l.Source with { Discount = null } })] };

        Refusal Digits(int line, string field) => new("draft.digits", $"{tenant.Currency} has {Currency.Digits(tenant.Currency)} decimal digits.", $"{nameof(input.Lines)}[{line}].{field}");
    }

    /// <summary>As it was typed; null when it is no draft (any more).</summary>
    public async Task<(Invoice Draft, SaveInvoiceDraft Input)?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Set<Invoice>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id && i.State == InvoiceState.Draft, cancellationToken) is not { } draft) return null;
        return (draft, await InputAsync(draft, cancellationToken));
    }

    /// <param name="id">Null begins a new one.</param>
    public Task<Result<Invoice>> SaveAsync(Guid? id, Guid customerId, SaveInvoiceDraft input, int? version, CancellationToken cancellationToken) => db.ChangeAsync<Invoice>(async token =>
    {
        var priced = await PriceAsync(customerId, input, token);
        if (!priced.Ok) return priced.Refusal;
        if (input.DueOn < await TodayAsync(token)) return new Refusal("draft.due-passed", "A day from today on.", nameof(input.DueOn));
        var turn = 0;
        if (id is { } known)
        {
            if (await TakeAsync(known, version, token) is not { } old || old.CustomerId != customerId) return Refusal.NotFound;
            turn = old.Version + 1;
            await RemoveAsync(old, token);
        }
        var draft = await issuer.DraftAsync(DraftOf(id ?? Guid.CreateVersion7(), customerId, input, priced.Value), token);
        draft.Version = turn;
        audit.Record(id is null ? "invoice.drafted" : "invoice.draft-edited", Subject, draft.Id, $"{(id is null ? "Wrote" : "Changed")} a draft over {draft.Total}.", customerId);
        await db.SaveChangesAsync(token);
        return draft;
    }, cancellationToken);

    /// <summary>Gives the number and books it. Refused when it would not come to the same today, and when the day it should be paid by has passed.</summary>
    /// <param name="dueOn">Instead of the day on the draft.</param>
    public Task<Result<Invoice>> IssueAsync(Guid id, DateOnly? dueOn, int? version, CancellationToken cancellationToken) => db.ChangeAsync<Invoice>(async token =>
    {
        if (await db.Set<Invoice>().Where(i => i.Id == id).Select(i => new { i.CustomerId, i.Total.Currency }).SingleOrDefaultAsync(token) is not { } known) return Refusal.NotFound;
        var balance = (await books.TakeAsync([known.CustomerId], known.Currency, token))[known.CustomerId];
        // Read under the balance: two who press at once wait for each other here.
        if (await TakeAsync(id, version, token) is not { } draft) return new Refusal("invoice.issued", "It is issued already, or thrown away.");
        var input = await InputAsync(draft, token);
        input = input with { DueOn = dueOn ?? input.DueOn };
        if (input.DueOn is { } due && due < await TodayAsync(token))
            return new Refusal("draft.due-passed", dueOn is null ? Phrase.Of($"{DisplayFormat.Current.Date(due)} has passed. Choose another day.") : "A day from today on.", nameof(input.DueOn));
        var priced = await PriceAsync(draft.CustomerId, input, token);
        if (!priced.Ok) return priced.Refusal;
        if (priced.Value.Total != draft.Total || priced.Value.Tax != draft.Tax) return new Refusal("draft.prices-changed", "Taxes or settings changed since it was written. Open it, look at the new sums and save it.");
        await RemoveAsync(draft, token);
        var invoice = (await issuer.IssueAsync([DraftOf(id, draft.CustomerId, input, priced.Value)], token))[0];
        audit.Record("invoice.issued", Subject, id, $"Issued {invoice.Number} over {invoice.Total}.", invoice.CustomerId);
        await db.SaveChangesAsync(token);
        if (balance.CreditMinor > 0) await settlement.SettleAsync(invoice, token);
        await db.SaveChangesAsync(token);
        await mailer.IssuedAsync([invoice], token);
        return invoice;
    }, cancellationToken);

    public async Task<Result> ThrowAwayAsync(Guid id, int? version, CancellationToken cancellationToken) => (await db.ChangeAsync<Guid>(async token =>
    {
        if (await TakeAsync(id, version, token) is not { } draft) return new Refusal("invoice.issued", "It is issued already, or thrown away.");
        audit.Record("invoice.draft-thrown-away", Subject, id, $"Threw a draft over {draft.Total} away.", draft.CustomerId);
        await RemoveAsync(draft, token);
        return id;
    }, cancellationToken)).ToResult();

    private async Task<DateOnly> TodayAsync(CancellationToken cancellationToken) => (await tenants.CurrentAsync(cancellationToken)).DayOf(clock.GetUtcNow());

    private static InvoiceDraft DraftOf(Guid id, Guid customerId, SaveInvoiceDraft input, PricedDocument document) =>
        new(customerId, document) { Id = id, DueOn = input.DueOn, Note = string.IsNullOrWhiteSpace(input.Note) ? null : input.Note.Trim() };

    private async Task<Invoice?> TakeAsync(Guid id, int? version, CancellationToken cancellationToken)
    {
        var draft = await db.Set<Invoice>().SingleOrDefaultAsync(i => i.Id == id && i.State == InvoiceState.Draft, cancellationToken);
        if (draft is not null && version is { } expected) db.Expect(draft, expected);
        return draft;
    }

    /// <summary>Nothing of a draft is in the books, so it may go without a trace but the history's.</summary>
    private async Task RemoveAsync(Invoice draft, CancellationToken cancellationToken)
    {
        db.RemoveRange(await db.Set<InvoiceLine>().Where(l => l.InvoiceId == draft.Id).ToListAsync(cancellationToken));
        db.RemoveRange(await db.Set<InvoiceTax>().Where(t => t.InvoiceId == draft.Id).ToListAsync(cancellationToken));
        db.Remove(draft);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<SaveInvoiceDraft> InputAsync(Invoice draft, CancellationToken cancellationToken)
    {
        var lines = await db.Set<InvoiceLine>().AsNoTracking().Where(l => l.InvoiceId == draft.Id).OrderBy(l => l.Position).ToListAsync(cancellationToken);
        // A customer who is not taxed has no taxed line: they begin to be taxed when he is.
        var untaxed = lines.All(l => l.Tax.IsZero) && (await taxes.ForAsync(draft.CustomerId, await TodayAsync(cancellationToken), cancellationToken)).Count == 0;
        return new SaveInvoiceDraft
        {
            DueOn = draft.DueOn,
            Note = draft.Note,
            Lines = [.. lines.Select(l => new DraftLine
            {
                Text = l.Text,
                Quantity = l.Quantity,
                Unit = l.Unit,
                Price = l.UnitPrice.ToDecimal(),
                Discount = l.Discount.IsZero ? null : l.Discount.ToDecimal(),
                Taxed = untaxed || !l.Tax.IsZero,
            })],
        };
    }
}
