using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Menus;

/// <summary>Names are unique over all services; a changed secret makes its device dial again.</summary>
internal sealed class PppSecretRules : MenuRules
{
    public override IReadOnlyList<string> Required => ["name"];

    protected override string DuplicateText => "secret with the same name already exists";

    public override void Complete(Table table, Row? self, Dictionary<string, string> values)
    {
        if (self is null) values.TryAdd("last-logged-out", RouterDates.PrintInstant(table.Router.Version, DateTimeOffset.UnixEpoch));
    }

    public override void Added(Row row) => row.Table.Router.Life.Ppp.SecretChanged(row);

    public override void Changed(Row row) => row.Table.Router.Life.Ppp.SecretChanged(row);
}

internal sealed class PppProfileRules : MenuRules
{
    public override IReadOnlyList<string> Required => ["name"];

    protected override string DuplicateText => "profile with the same name already exists";

    public override void Seed(Table table)
    {
        table.Insert([new("name", "default")], isDefault: true);
        table.Insert([new("name", "default-encryption"), new("use-encryption", "yes")], isDefault: true);
    }

    public override void Complete(Table table, Row? self, Dictionary<string, string> values)
    {
        if (self is null) values["default"] = "false";
    }

    public override void CheckRemove(Table table, Row row)
    {
        if (row.IsDefault) throw table.Router.Traps.Failure("can not remove default profile");
        if (table.Router.Table("/ppp/secret").Rows.Any(secret => secret.Stored("profile") == row.Handle))
            throw table.Router.Traps.Failure("can not remove profile, it is in use");
    }
}

/// <summary>Removing a row here is the kick.</summary>
internal sealed class PppActiveRules : MenuRules
{
    public override bool EndsSessions => true;

    public override void Removed(Row row) => row.Table.Router.Life.Ppp.Kicked(row);
}

/// <summary>One server is enabled, so that customers can dial.</summary>
internal sealed class PppoeServerRules : MenuRules
{
    public override IReadOnlyList<string> Required => ["interface"];

    public override string? Key(Row row) => row.Stored("service-name");

    public override void Seed(Table table) =>
        table.Insert([new("service-name", "service1"), new("interface", table.Router.Table("/interface").ByName("ether2")!.Handle),
            new("disabled", "false")]);
}
