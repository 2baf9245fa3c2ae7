using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>Who came, who left, and whose time ran out without being renewed; guests with a voucher are none of these.</summary>
internal sealed class PeopleSource(AppDbContext db) : IDocumentSource
{
    private static readonly string[] Ended = ["subscription.expired", "subscription.in-grace"];
    private static readonly string[] CameBack = ["subscription.renewed", "subscription.extended", "subscription.expiry-set"];

    public async Task WriteAsync(DocumentDraft draft, CancellationToken cancellationToken)
    {
        var (begins, ends) = (draft.Begins, draft.Ends);
        var came = db.Set<Customer>().AsNoTracking().Where(c => !c.IsGuest && c.CreatedAt >= begins && c.CreatedAt < ends);
        var left = db.Set<Customer>().AsNoTracking().Where(c => !c.IsGuest && ((c.ArchivedAt >= begins && c.ArchivedAt < ends)
            || db.Set<Subscription>().Any(s => s.CustomerId == c.Id && s.CancelledAt >= begins && s.CancelledAt < ends)));
        var (arrivals, departures) = (await came.CountAsync(cancellationToken), await left.CountAsync(cancellationToken));
        var over = await OverAsync(draft, cancellationToken);
        draft.Figure("New customers", StoredUnit.Count, arrivals);
        draft.Figure("Customers who left", StoredUnit.Count, departures);
        draft.Figure("Expired, not renewed", StoredUnit.Count, over.Count);
        draft.Part("New customers", "Customer", [], await LinesAsync(came, cancellationToken), "Nobody came.", count: arrivals);
        draft.Part("Customers who left", "Customer", [], await LinesAsync(left, cancellationToken), "Nobody left.", count: departures);
        draft.Part("Expired and not renewed", "Customer", [], await LinesAsync(over, cancellationToken), "Everybody who ran out was renewed.", count: over.Count);
    }

    /// <summary>From the history: what became of them after these days is not asked.</summary>
    private async Task<List<Guid>> OverAsync(DocumentDraft draft, CancellationToken cancellationToken)
    {
        var (begins, ends) = (draft.Begins, draft.Ends);
        var (ended, back) = (Ended.ToList(), CameBack.ToList());
        var moves = await db.Set<AuditEntry>().Where(a => a.Subject == "subscription" && a.At >= begins && a.At < ends && (ended.Contains(a.Action) || back.Contains(a.Action)))
            .Join(db.Set<Subscription>().Where(s => !s.IsGuest), a => a.SubjectId, s => s.Id, (a, s) => new { s.Id, a.At, IsEnd = ended.Contains(a.Action) }).ToListAsync(cancellationToken);
        return [.. moves.GroupBy(m => m.Id).Where(g => g.OrderBy(m => m.At).Last().IsEnd).OrderBy(g => g.Max(m => m.At)).Select(g => g.Key)];
    }

    private static async Task<List<StoredLine>> LinesAsync(IQueryable<Customer> people, CancellationToken cancellationToken) =>
        (await people.OrderBy(p => p.Number).Take(DocumentDraft.MostLines).Select(p => new { p.Name, p.Number }).ToListAsync(cancellationToken)).ConvertAll(p => new StoredLine(Phrase.Verbatim(p.Name), Phrase.Verbatim(Customer.NumberOf(p.Number)), []));

    private async Task<List<StoredLine>> LinesAsync(List<Guid> services, CancellationToken cancellationToken)
    {
        var shown = services.Take(DocumentDraft.MostLines).ToList();
        var found = await db.Set<Subscription>().AsNoTracking().Where(s => shown.Contains(s.Id)).Select(s => new { s.Id, s.Customer!.Name, s.Customer.Number, s.UserName }).ToDictionaryAsync(s => s.Id, cancellationToken);
        return [.. shown.Where(found.ContainsKey).Select(id => new StoredLine(Phrase.Verbatim(found[id].Name), $"{Customer.NumberOf(found[id].Number)}, {found[id].UserName}", []))];
    }
}
