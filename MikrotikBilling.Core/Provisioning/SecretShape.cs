using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>A PPP secret's row (RouterOS manual, "PPP AAA").</summary>
internal sealed class SecretShape : RowShape<WantedSecret>
{
    public override string Menu => "/ppp/secret";

    public override string Noun => "PPP secret";

    public override string[] Columns => [".id", "name", "service", "profile", "disabled", "comment", "caller-id", "remote-address"];

    public override RouterOsCommand Add(WantedSecret wanted) => RouterOsCommand.Of("/ppp/secret/add")
        .With("name", wanted.Name).With("password", wanted.Password).With("service", "pppoe").With("profile", wanted.Profile.Name)
        .With("caller-id", wanted.CallerId).With("remote-address", wanted.RemoteAddress)
        .With("comment", wanted.Comment).With("disabled", !wanted.Enabled);

    public override IEnumerable<RouterOsCommand> Changes(WantedSecret wanted, RouterOsRow row)
    {
        var set = Set(row)
            .With("name", row.Text("name") == wanted.Name ? null : wanted.Name)
            .With("password", wanted.PasswordIsApplied ? null : wanted.Password)
            .With("profile", row.Text("profile") == wanted.Profile.Name ? null : wanted.Profile.Name)
            .With("service", row.Text("service") is "pppoe" or "any" ? null : "pppoe")
            .With("caller-id", SameDevice(wanted, row) ? null : wanted.CallerId ?? "")
            .With("remote-address", wanted.RemoteAddress is null || row.Text("remote-address") == wanted.RemoteAddress ? null : wanted.RemoteAddress)
            .With("comment", row.Text("comment") == wanted.Comment ? null : wanted.Comment)
            .With("disabled", row.Flag("disabled") == !wanted.Enabled ? null : wanted.Enabled ? "no" : "yes");
        // An address cannot be set to nothing; it is unset.
        var unset = RouterOsCommand.Of("/ppp/secret/unset").With(".id", row.Id).With("value-name", "remote-address");
        return wanted.RemoteAddress is null && row.Text("remote-address").Length > 0 ? [.. IfAny(set, row), unset] : IfAny(set, row);
    }

    public override bool IsAsWanted(WantedSecret wanted, RouterOsRow row) =>
        row.Text("profile") == wanted.Profile.Name && row.Flag("disabled") != wanted.Enabled && SameDevice(wanted, row)
        && row.Text("remote-address") == (wanted.RemoteAddress ?? "");

    private static bool SameDevice(WantedSecret wanted, RouterOsRow row) => row.Text("caller-id").Equals(wanted.CallerId ?? "", StringComparison.OrdinalIgnoreCase);
}
