using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>PPP secrets (RouterOS manual, "PPP AAA").</summary>
internal sealed class SecretWriter(IRouterOsConnection connection) : AccountWriter<WantedSecret>(connection, new SecretShape())
{
    protected override async Task<Dictionary<WantedSecret, AccountProblem>> PrepareAsync(IReadOnlyCollection<WantedSecret> wanted, CancellationToken cancellationToken)
    {
        var problems = await ProfileWriter.EnsureAsync(Connection, [.. wanted.Select(w => w.Profile).DistinctBy(p => p.Name)], cancellationToken);
        return wanted.Where(w => problems.ContainsKey(w.Profile.Name)).ToDictionary(w => w, w => problems[w.Profile.Name]);
    }

    protected override async Task<IReadOnlySet<string>> EndSessionsAsync(IReadOnlyList<WantedSecret> wanted, CancellationToken cancellationToken)
    {
        var rows = await RowMenu.PppActiveAsync(Connection, NamesOf(wanted), cancellationToken);
        await RowMenu.RemoveAsync(Connection, "/ppp/active", rows, cancellationToken);
        return rows.Select(r => r.Text("name")).ToHashSet(StringComparer.Ordinal);
    }
}
