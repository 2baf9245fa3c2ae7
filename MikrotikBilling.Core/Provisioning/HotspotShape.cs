using System.Globalization;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>A hotspot user's row (RouterOS manual, "HotSpot").</summary>
internal sealed class HotspotShape : RowShape<WantedHotspotUser>
{
    private const string NoDevice = "00:00:00:00:00:00";
    private const string NoAddress = "0.0.0.0";

    public override string Menu => "/ip/hotspot/user";

    public override string Noun => "hotspot user";

    public override string[] Columns => [".id", "name", "profile", "mac-address", "address", "limit-bytes-total", "limit-uptime", "disabled", "comment", "dynamic"];

    public override RouterOsCommand Add(WantedHotspotUser wanted) => RouterOsCommand.Of("/ip/hotspot/user/add")
        .With("name", wanted.Name).With("password", wanted.Password).With("profile", wanted.Profile.Name)
        .With("mac-address", wanted.MacAddress).With("address", wanted.Address).With("limit-bytes-total", wanted.ByteLimit is null ? null : LimitText(wanted))
        .With("limit-uptime", wanted.OnlineLimit is null ? null : TimeText(wanted))
        .With("comment", wanted.Comment).With("disabled", !wanted.Enabled);

    public override IEnumerable<RouterOsCommand> Changes(WantedHotspotUser wanted, RouterOsRow row)
    {
        // This menu has no unset: nothing is written as zeros.
        var set = Set(row)
            .With("name", row.Text("name") == wanted.Name ? null : wanted.Name)
            .With("password", wanted.PasswordIsApplied ? null : wanted.Password)
            .With("profile", row.Text("profile") == wanted.Profile.Name ? null : wanted.Profile.Name)
            .With("mac-address", SameDevice(wanted, row) ? null : wanted.MacAddress ?? NoDevice)
            .With("address", SameAddress(wanted, row) ? null : wanted.Address ?? NoAddress)
            .With("limit-bytes-total", SameLimit(wanted, row) ? null : LimitText(wanted))
            .With("limit-uptime", SameTime(wanted, row) ? null : TimeText(wanted))
            .With("comment", row.Text("comment") == wanted.Comment ? null : wanted.Comment)
            .With("disabled", row.Flag("disabled") == !wanted.Enabled ? null : wanted.Enabled ? "no" : "yes");
        var reset = RouterOsCommand.Of("/ip/hotspot/user/reset-counters").With(".id", row.Id);
        return wanted.MustReset ? [.. IfAny(set, row), reset] : IfAny(set, row);
    }

    public override bool IsAsWanted(WantedHotspotUser wanted, RouterOsRow row) =>
        row.Text("profile") == wanted.Profile.Name && row.Flag("disabled") != wanted.Enabled && SameDevice(wanted, row) && SameAddress(wanted, row) && SameLimit(wanted, row) && SameTime(wanted, row);

    private static string LimitText(WantedHotspotUser wanted) => (wanted.ByteLimit ?? 0).ToString(CultureInfo.InvariantCulture);

    private static bool SameDevice(WantedHotspotUser wanted, RouterOsRow row) =>
        (row.Text("mac-address") is NoDevice ? "" : row.Text("mac-address")).Equals(wanted.MacAddress ?? "", StringComparison.OrdinalIgnoreCase);

    private static bool SameAddress(WantedHotspotUser wanted, RouterOsRow row) =>
        (row.Text("address") is NoAddress ? "" : row.Text("address")) == (wanted.Address ?? "");

    private static string TimeText(WantedHotspotUser wanted) => $"{((long)(wanted.OnlineLimit ?? TimeSpan.Zero).TotalSeconds).ToString(CultureInfo.InvariantCulture)}s";

    private static bool SameTime(WantedHotspotUser wanted, RouterOsRow row) => (RouterOsDuration.Parse(row["limit-uptime"]) ?? TimeSpan.Zero) == (wanted.OnlineLimit ?? TimeSpan.Zero);

    private static bool SameLimit(WantedHotspotUser wanted, RouterOsRow row) => (row.Number("limit-bytes-total") ?? 0) == (wanted.ByteLimit ?? 0);
}
