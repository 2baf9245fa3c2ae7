using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>PPP secrets (RouterOS manual, "PPP AAA").</summary>
internal sealed class SecretWriter(IRouterOsConnection connection) : AccountWriter<WantedSecret>(connection)
{
    protected override string Menu => "/ppp/secret";

    protected override string Noun => "PPP secret";

    protected override string[] Columns => [".id", "name", "service", "profile", "disabled", "comment", "caller-id", "remote-address"];

    protected override async Task<Dictionary<WantedSecret, AccountProblem>> PrepareAsync(IReadOnlyCollection<WantedSecret> wanted, CancellationToken cancellationToken)
    {
        var problems = await ProfileWriter.EnsureAsync(Connection, [.. wanted.Select(w => w.Profile).DistinctBy(p => p.Name)], cancellationToken);
        return wanted.Where(w => problems.ContainsKey(w.Profile.Name)).ToDictionary(w => w, w => problems[w.Profile.Name]);
    }

    protected override RouterOsCommand Add(WantedSecret wanted) => RouterOsCommand.Of("/ppp/secret/add")
        .With("name", wanted.Name).With("password", wanted.Password).With("service", "pppoe").With("profile", wanted.Profile.Name)
        .With("caller-id", wanted.CallerId).With("remote-address", wanted.RemoteAddress)
        .With("comment", wanted.Comment).With("disabled", !wanted.Enabled);

    protected override IEnumerable<RouterOsCommand> Changes(WantedSecret wanted, RouterOsRow row)
    {
        var set = Set(row)
            .With("name", row.Text("name") == wanted.Name ? null : wanted.Name)
            .With("password", wanted.PasswordIsApplied ? null : wanted.Password)
            .With("profile", row.Text("profile") == wanted.Profile.Name ? null : wanted.Profile.Name)
            .With("service", row.Text("service") == "pppoe" ? null : "pppoe")
            .With("caller-id", SameDevice(wanted, row) ? null : wanted.CallerId ?? "")
            .With("remote-address", wanted.RemoteAddress is null || row.Text("remote-address") == wanted.RemoteAddress ? null : wanted.RemoteAddress)
            .With("comment", row.Text("comment") == wanted.Comment ? null : wanted.Comment)
            .With("disabled", row.Flag("disabled") == !wanted.Enabled ? null : wanted.Enabled ? "no" : "yes");
        // An address cannot be set to nothing; it is unset.
        var unset = RouterOsCommand.Of("/ppp/secret/unset").With(".id", row.Id).With("value-name", "remote-address");
        return wanted.RemoteAddress is null && row.Text("remote-address").Length > 0 ? [.. IfAny(set, row), unset] : IfAny(set, row);
    }

    protected override bool IsAsWanted(WantedSecret wanted, RouterOsRow row) =>
        row.Text("profile") == wanted.Profile.Name && row.Flag("disabled") != wanted.Enabled && SameDevice(wanted, row)
        && row.Text("remote-address") == (wanted.RemoteAddress ?? "");

    protected override async Task<IReadOnlySet<string>> EndSessionsAsync(IReadOnlyList<WantedSecret> wanted, CancellationToken cancellationToken)
    {
        var rows = await RowMenu.PppActiveAsync(Connection, NamesOf(wanted), cancellationToken);
        await RowMenu.RemoveAsync(Connection, "/ppp/active", rows, cancellationToken);
        return rows.Select(r => r.Text("name")).ToHashSet(StringComparer.Ordinal);
    }

    private static bool SameDevice(WantedSecret wanted, RouterOsRow row) => row.Text("caller-id").Equals(wanted.CallerId ?? "", StringComparison.OrdinalIgnoreCase);
}
