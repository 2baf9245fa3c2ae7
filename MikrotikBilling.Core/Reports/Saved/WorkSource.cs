using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Vouchers.Reports;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>Vouchers sold and used, and how long routers were away.</summary>
internal sealed class WorkSource(AppDbContext db, VoucherReportQueries vouchers) : IDocumentSource
{
    public async Task WriteAsync(DocumentDraft draft, CancellationToken cancellationToken)
    {
        var report = await vouchers.ReportAsync(draft.Days.From, draft.Days.To, cancellationToken);
        var moved = report.Profiles.Where(p => p.Sums.Sold != 0 || p.Sums.Used != 0 || p.Sums.Expired != 0).ToList();
        if (moved.Count > 0)
        {
            draft.Figure("Vouchers sold", StoredUnit.Count, report.Total.Sold);
            draft.Figure("Vouchers used", StoredUnit.Count, report.Total.Used);
        }
        draft.Part("Vouchers", "Profile", [new("Sold", StoredUnit.Count), new("Taken", StoredUnit.Money), new("Used", StoredUnit.Count), new("Expired", StoredUnit.Count)],
            moved.ConvertAll(p => Line(Phrase.Verbatim(p.Name), p.Sums)), "No voucher was sold or used.", Line("In all", report.Total));
        await OutagesAsync(draft, cancellationToken);
    }

    private static StoredLine Line(Phrase name, VoucherSums sums) => new(name, null, [sums.Sold, sums.Taken.Minor, sums.Used, sums.Expired]);

    private async Task OutagesAsync(DocumentDraft draft, CancellationToken cancellationToken)
    {
        var (begins, ends) = (draft.Begins, draft.AsOf);
        var away = AlarmKinds.Away.ToList();
        var alarms = await db.Set<Alarm>().AsNoTracking().Where(a => away.Contains(a.Kind) && a.RaisedAt < ends && (a.ClearedAt == null || a.ClearedAt > begins))
            .OrderBy(a => a.RaisedAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        var lines = alarms.ConvertAll(a => new StoredLine(a.Text, a.ClearedAt is null || a.ClearedAt > ends ? Phrase.Of($"since {draft.Tenant.Moment(a.RaisedAt)}, not over") : Phrase.Of($"since {draft.Tenant.Moment(a.RaisedAt)}"),
            [a.Routers, a.Customers, Minutes(a.RaisedAt < begins ? begins : a.RaisedAt, a.ClearedAt is { } cleared && cleared < ends ? cleared : ends)]));
        draft.Figure("Outages", StoredUnit.Count, lines.Count);
        draft.Part("Outages of routers", "Outage", [new("Routers", StoredUnit.Count), new("Customers", StoredUnit.Count), new("Lasted", StoredUnit.Minutes)], lines, "Every router was there all the time.");
    }

    private static long Minutes(DateTimeOffset from, DateTimeOffset to) => (long)Math.Ceiling((to - from).TotalMinutes);
}
