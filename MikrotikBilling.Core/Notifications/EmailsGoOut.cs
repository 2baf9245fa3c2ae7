using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Invariants;

namespace MikrotikBilling.Core.Notifications;

/// <summary>An email that is due is sent or says why not. Where no server is set up, emails wait.</summary>
internal sealed class EmailsGoOut : IInvariant
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(10);

    public string Name => "emails-go-out";

    public string Words => "No email is due for ten minutes without a word why.";

    public InvariantArea Area => InvariantArea.Network;

    public async Task<Findings> FindAsync(AppDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = now - Late;
        var late = db.Set<OutgoingEmail>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(e => e.State == EmailState.Waiting && e.NextTryAt < before && e.LastError == null
            && db.Set<EmailSettings>().IgnoreQueryFilters(QueryFilters.AllTenants).Any(s => s.TenantId == e.TenantId && s.IsEnabled && s.Host != "" && s.FromAddress != ""));
        var rows = await late.OrderBy(e => e.NextTryAt).Take(Findings.Most + 1).Select(e => new { e.TenantId, e.ToAddress, e.Kind }).ToListAsync(cancellationToken);
        return new Findings(rows.Count <= Findings.Most ? rows.Count : await late.CountAsync(cancellationToken),
            [.. rows.Take(Findings.Most).Select(r => new BrokenRow(r.TenantId, $"{r.Kind} to {r.ToAddress}"))]);
    }
}
