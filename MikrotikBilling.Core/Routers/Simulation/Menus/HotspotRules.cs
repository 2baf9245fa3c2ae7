using MikrotikBilling.Core.Routers.Simulation.Life;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Menus;

internal sealed class HotspotServerRules : MenuRules
{
    public override IReadOnlyList<string> Required => ["interface"];

    protected override string DuplicateText => "already have hotspot server with such name";

    public override void Seed(Table table) =>
        table.Insert([new("name", "hotspot1"), new("interface", table.Router.Table("/interface").ByName("ether3")!.Handle)]);

    public override void Complete(Table table, Row? self, Dictionary<string, string> values)
    {
        if (self is null) values.TryAdd("name", $"hotspot{table.Rows.Count + 1}");
    }
}

/// <summary>The same name may stand once per server; <c>all</c> is one of them.</summary>
internal sealed class HotspotUserRules : MenuRules
{
    public override void Seed(Table table) =>
        table.Insert([new("name", "default-trial"), new("comment", "counters and limits for trial users")], isDefault: true);

    public override void Complete(Table table, Row? self, Dictionary<string, string> values)
    {
        if (self is null && !values.ContainsKey("name"))
            values["name"] = values.GetValueOrDefault("mac-address") ?? throw table.Router.Traps.Missing("name");
    }

    public override void CheckDuplicate(Table table, Row? self, IReadOnlyDictionary<string, string> values)
    {
        var server = values.GetValueOrDefault("server") ?? "all";
        if (values.GetValueOrDefault("name") is { } name
            && table.AllByName(name).Any(row => row != self && (row.Stored("server") ?? "all") == server))
            throw table.Router.Traps.Failure("already have user with this name for this server");
    }

    public override void CheckRemove(Table table, Row row)
    {
        if (row.IsDefault) throw table.Router.Traps.Failure("can not remove default trial user");
    }

    public override void Changed(Row row)
    {
        if (row.Live is HotspotUsage usage) row.Table.Router.Life.Hotspot.Reconsider(usage);
    }
}

internal sealed class HotspotUserProfileRules : MenuRules
{
    public override IReadOnlyList<string> Required => ["name"];

    protected override string DuplicateText => "profile with the same name already exists";

    public override IReadOnlyList<string> AlsoPrinted => ["default"];

    public override void Seed(Table table) => table.Insert([new("name", "default")], isDefault: true);

    public override void Complete(Table table, Row? self, Dictionary<string, string> values)
    {
        if (self is null) values["default"] = "false";
    }

    public override void CheckRemove(Table table, Row row)
    {
        if (row.IsDefault) throw table.Router.Traps.Failure("can not remove default profile");
        if (table.Router.Table("/ip/hotspot/user").Rows.Any(user => user.Stored("profile") == row.Handle))
            throw table.Router.Traps.Failure("can not remove profile, it is in use");
    }
}

internal sealed class HotspotProfileRules : MenuRules
{
    public override IReadOnlyList<string> Required => ["name"];

    public override IReadOnlyList<string> AlsoPrinted => ["default"];

    public override void Seed(Table table) => table.Insert([new("name", "default")], isDefault: true);
}

/// <summary>Removing a row here is the kick; the cookie is another row.</summary>
internal sealed class HotspotActiveRules : MenuRules
{
    public override bool EndsSessions => true;

    public override string? Key(Row row) => row.Stored("user");

    public override void Removed(Row row) => row.Table.Router.Life.Hotspot.Kicked(row);
}
