using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Menus;

/// <summary>API users; passwords are never printed.</summary>
internal sealed class UserRules : MenuRules
{
    public override IReadOnlyList<string> Required => ["name", "group"];

    public override IReadOnlyList<string> NeverPrinted => ["password"];

    protected override string DuplicateText => "user with the same name already exists";

    public override void Seed(Table table)
    {
        var router = table.Router;
        var groups = router.Table("/user/group");
        table.Insert([new("name", router.Options.UserName), new("password", router.Password), new("group", groups.ByName("full")!.Handle),
            new("comment", "system default user")]);
        foreach (var user in router.Options.Users)
        {
            var group = user.Policies is null ? groups.ByName("full")!
                : groups.Insert([new("name", $"{user.Name}-group"), new("policy", user.Policies)]);
            var row = table.Insert([new("name", user.Name), new("password", user.Password), new("group", group.Handle)]);
            if (user.Address is not null) row.Put("address", user.Address);
        }
    }
}

internal sealed class UserGroupRules : MenuRules
{
    public override IReadOnlyList<string> Required => ["name"];

    protected override string DuplicateText => "group with the same name already exists";

    public override void Seed(Table table)
    {
        table.Insert([new("name", "read"), new("policy", "local,telnet,ssh,reboot,read,test,winbox,password,web,sniff,api,romon")]);
        table.Insert([new("name", "write"), new("policy", "local,telnet,ssh,reboot,read,write,test,winbox,password,web,sniff,api,romon")]);
        table.Insert([new("name", "full"), new("policy", SimulatorUser.AllPolicies)], isDefault: false);
    }

    public override void CheckRemove(Table table, Row row)
    {
        if (table.Router.Table("/user").Rows.Any(user => user.Stored("group") == row.Handle))
            throw table.Router.Traps.Failure("group is in use");
    }
}
