using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Tests.Routers.Simulation;

public sealed class SimulatorErrorTests
{
    public static TheoryData<RouterVersion, string, string> Refusals => new()
    {
        { RouterVersion.V7_24, "/ppp/secret/set =.id=*FF =comment=x", "=category=0 =message=no such item" },
        { RouterVersion.V6_49, "/ppp/secret/set =.id=*FF =comment=x", "=message=no such item (4)" },
        { RouterVersion.V7_24, "/ppp/secret/remove =.id=nobody", "=category=0 =message=no such item" },
        { RouterVersion.V7_24, "/no/such/print", "=category=0 =message=no such command prefix" },
        { RouterVersion.V7_24, "/ppp/secret/explode", "=category=0 =message=no such command" },
        { RouterVersion.V7_24, "/ppp/print", "=category=0 =message=no such command" },
        { RouterVersion.V7_24, "#", "=category=0 =message=no such command" },
        { RouterVersion.V7_24, "/ppp/secret/add =name=a =flavour=x", "=category=0 =message=unknown parameter flavour" },
        { RouterVersion.V6_49, "/ppp/secret/add =name=a =flavour=x", "=message=unknown parameter" },
        { RouterVersion.V7_24, "/ppp/secret/add =name=a =profile=nobody", "=category=1 =message=input does not match any value of profile" },
        {
            RouterVersion.V7_24, "/ppp/secret/add =name=a =profile=def",
            "=category=1 =message=ambiguous value of profile, more than one possible value matches input"
        },
        { RouterVersion.V7_24, "/ppp/secret/add =name=a =service=dsl", "=category=1 =message=input does not match any value of service" },
        { RouterVersion.V7_24, "/ppp/secret/add =name=a =remote-address=10.0.0", "=category=1 =message=invalid value for argument remote-address" },
        { RouterVersion.V7_24, "/ppp/secret/add =name=taken", "=category=4 =message=failure: secret with the same name already exists" },
        { RouterVersion.V6_49, "/ppp/secret/add =name=taken", "=message=failure: secret with the same name already exists" },
        { RouterVersion.V7_24, "/ppp/secret/add =password=x", "=category=0 =message=missing value(s) of argument(s) name" },
        { RouterVersion.V7_24, "/ppp/secret/unset =.id=taken =value-name=nothing", "=category=1 =message=input does not match any value of value-name" },
        { RouterVersion.V7_24, "/ip/hotspot/user/unset =.id=x =value-name=comment", "=category=0 =message=no such command" },
        { RouterVersion.V7_24, "/ip/address/add =address=10.0.0.300/24 =interface=ether1", "=category=1 =message=invalid value for argument address" },
        { RouterVersion.V7_24, "/ip/address/add =address=10.0.0.1/24 =interface=ether9", "=category=1 =message=input does not match any value of interface" },
        { RouterVersion.V7_24, "/ip/address/add =address=192.168.88.1/24 =interface=ether2", "=category=4 =message=failure: already have such address" },
        { RouterVersion.V7_24, "/queue/simple/add =target=10.0.0.1 =max-limit=fast", "=category=1 =message=invalid value for argument max-limit" },
        { RouterVersion.V7_24, "/ppp/profile/add =name=p =rate-limit=2M/10M/3M", "=category=1 =message=invalid value for argument rate-limit" },
        { RouterVersion.V7_24, "/ppp/profile/remove =.id=default", "=category=4 =message=failure: can not remove default profile" },
        { RouterVersion.V7_24, "/system/identity/listen", "=category=0 =message=unknown parameter follow-only" },
        { RouterVersion.V7_12, "/ppp/secret/print =show-sensitive=", "=category=0 =message=unknown parameter show-sensitive" },
        { RouterVersion.V7_24, "/interface/monitor-traffic =interface=nope =once=", "=category=1 =message=input does not match any value of interface" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Command_ThatCannotBe_IsRefusedInTheRoutersWords(RouterVersion version, string command, string words)
    {
        await using var started = await Started.OnAsync(version);
        started.Simulator.Add("/ppp/secret", ("name", "taken"));

        var replies = await started.Client.RunAsync([.. command.Split(' '), ".tag=9"]);

        replies.Select(reply => reply.ToString()).ShouldBe([$"!trap {words} .tag=9", "!done .tag=9"]);
    }

    [Fact]
    public async Task Command_UnknownMenuOnRouterOs6_IsTwoTraps()
    {
        await using var started = await Started.OnAsync(RouterVersion.V6_49);

        (await started.Client.RunAsync("/ppp/tariff/print")).Select(reply => reply.ToString()).ShouldBe(
        [
            "!trap =category=0 =message=no such command or directory (tariff)",
            "!trap =category=0 =message=no such command prefix",
            "!done",
        ]);
    }

    [Fact]
    public async Task HotspotUser_SameNameTwice_IsRefusedPerServer()
    {
        await using var started = await Started.OnAsync();
        await started.Client.AddAsync("/ip/hotspot/user/add", "=name=v1");

        (await started.Client.TrapAsync("/ip/hotspot/user/add",
            "=name=v1")).ShouldBe("failure: already have user with this name for this server");
        await started.Client.AddAsync("/ip/hotspot/user/add", "=name=v1", "=server=hotspot1");
        started.Simulator.Rows("/ip/hotspot/user").Count(row => row["name"] == "v1").ShouldBe(2);
    }

    [Fact]
    public async Task AddressList_SameEntryTwice_IsRefused()
    {
        await using var started = await Started.OnAsync();
        await started.Client.AddAsync("/ip/firewall/address-list/add", "=list=suspended", "=address=10.0.0.7");

        (await started.Client.TrapAsync("/ip/firewall/address-list/add", "=list=suspended", "=address=10.0.0.7"))
            .ShouldBe("failure: already have such entry");
        await started.Client.AddAsync("/ip/firewall/address-list/add", "=list=other", "=address=10.0.0.7");
    }

    [Fact]
    public async Task ProfileInUse_Removed_IsRefusedUntilItIsFree()
    {
        await using var started = await Started.OnAsync();
        await started.Client.AddAsync("/ppp/profile/add", "=name=p10");
        await started.Client.AddAsync("/ppp/secret/add", "=name=a", "=profile=p10");

        (await started.Client.TrapAsync("/ppp/profile/remove", "=.id=p10")).ShouldStartWith("failure:");
        await started.Client.RunAsync("/ppp/secret/remove", "=.id=a");
        (await started.Client.TrapAsync("/ppp/profile/remove", "=.id=p10")).ShouldBeNull();
    }
}
