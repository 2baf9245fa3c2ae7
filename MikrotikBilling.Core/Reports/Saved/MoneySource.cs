using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Reports.Drawer;
using MikrotikBilling.Core.Reports.Periods;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>Takings by method and staff, revenue, what is owed, what is nobody's, and the closes of the drawer.</summary>
internal sealed class MoneySource(AppDbContext db, MoneyReports reports, LedgerDayQueries days) : IDocumentSource
{
    private const int Tries = 3;

    public async Task WriteAsync(DocumentDraft draft, CancellationToken cancellationToken)
    {
        var (methods, staff) = await TakingsAsync(draft, cancellationToken);
        var revenue = await reports.RevenueAsync(draft.Period, RevenueBy.Kind, draft.Currency, cancellationToken);
        var owed = await days.HeldAsync(LedgerAccount.Receivable, null, draft.Days.To, draft.Currency, cancellationToken);
        var nobodys = -await days.HeldAsync(LedgerAccount.Suspense, null, draft.Days.To, draft.Currency, cancellationToken);
        draft.Figure("Money taken", StoredUnit.Money, methods.Total.Now, methods.Total.Before);
        draft.Figure("Revenue", StoredUnit.Money, revenue.Total.Now, revenue.Total.Before);
        draft.Figure("Owed by customers", StoredUnit.Money, owed);
        if (nobodys != 0) draft.Figure("Money without an owner", StoredUnit.Money, nobodys);
        Table(draft, "Money taken by method", "Method", "Payments", methods, "No money came in.");
        Table(draft, "Money taken by staff", "Who booked it", "Payments", staff, "No money came in.", ofPeople: true);
        Table(draft, "Revenue", "Kind", "Entries", revenue, "Nothing was sold.");
        await OpenAsync(draft, owed, nobodys, cancellationToken);
        await DrawerAsync(draft, cancellationToken);
    }

    /// <summary>Read one after the other: when a payment comes in between, they are read again.</summary>
    private async Task<(PeriodReport Methods, PeriodReport Staff)> TakingsAsync(DocumentDraft draft, CancellationToken cancellationToken)
    {
        for (var left = Tries; ; left--)
        {
            var methods = await reports.TakingsAsync(draft.Period, TakingsBy.Method, draft.Currency, cancellationToken);
            var staff = await reports.TakingsAsync(draft.Period, TakingsBy.Staff, draft.Currency, cancellationToken);
            if (methods.Total == staff.Total || left <= 1) return (methods, staff);
        }
    }

    private static void Table(DocumentDraft draft, Phrase title, Phrase first, Phrase counted, PeriodReport report, Phrase whenEmpty, bool ofPeople = false) =>
        draft.Part(title, first, [new(counted, StoredUnit.Count), new("Amount", StoredUnit.Money), new("Before", StoredUnit.Money)],
            [.. report.Groups.Select(g => new StoredLine(ofPeople ? Phrase.Verbatim(g.Name) : Capital(g.Name), null, [g.Count, g.Sum.Now, g.Sum.Before]))], whenEmpty, new StoredLine("In all", null, [report.Count, report.Total.Now, report.Total.Before]));

    private static string Capital(string text) => text.Length == 0 ? text : $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    private async Task OpenAsync(DocumentDraft draft, long owed, long nobodys, CancellationToken cancellationToken)
    {
        var (ends, currency) = (draft.Ends, draft.Currency);
        var invoices = db.Set<Invoice>().Where(i => i.Kind == InvoiceKind.Invoice && i.IssuedAt < ends && i.Total.Currency == currency);
        var open = await invoices.CountAsync(i => i.State == InvoiceState.Sent || i.State == InvoiceState.PartlyPaid || i.State == InvoiceState.Overdue, cancellationToken);
        var waiting = db.Set<SuspenseItem>().Where(s => s.At < ends && s.Amount.Currency == currency);
        var held = await waiting.CountAsync(s => s.State == SuspenseState.Open, cancellationToken);
        if (draft.IsOver)
        {
            // Open then, settled since.
            open += await invoices.CountAsync(i => (i.State == InvoiceState.Paid && i.SettledAt >= ends) || (i.State == InvoiceState.Void && i.VoidedAt >= ends), cancellationToken);
            held += await waiting.CountAsync(s => s.State != SuspenseState.Open && s.ClosedAt >= ends, cancellationToken);
        }
        draft.Part("Open at the end", "What", [new("How many", StoredUnit.Count), new("Amount", StoredUnit.Money)],
            [new("Open invoices", "what customers owe", [open, owed]), new("In suspense", "money without an owner", [held, nobodys])], "");
    }

    private async Task DrawerAsync(DocumentDraft draft, CancellationToken cancellationToken)
    {
        var (from, to, currency) = (draft.Days.From, draft.Days.To, draft.Currency);
        var closes = await db.Set<DrawerClose>().AsNoTracking().Where(c => c.ClosedOn >= from && c.ClosedOn <= to && c.Currency == currency).OrderBy(c => c.Number).ToListAsync(cancellationToken);
        draft.Part("Closes of the cash drawer", "Drawer close",
            [new("Expected", StoredUnit.Money), new("Counted", StoredUnit.Money), new("Difference", StoredUnit.Money), new("Taken out", StoredUnit.Money)],
            closes.ConvertAll(c => new StoredLine($"No. {c.Number}, {c.ActorName}", Phrase.Verbatim(c.Reason), [c.Expected.Minor, c.Counted.Minor, c.Difference.Minor, c.TakenOut.Minor])), "The drawer was not closed.");
    }
}
