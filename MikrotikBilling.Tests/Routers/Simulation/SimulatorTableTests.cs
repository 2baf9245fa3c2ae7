using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Tests.Routers.Simulation;

public sealed class SimulatorTableTests
{
    [Fact]
    public async Task Secret_AddedSetAndRemoved_IsPrintedAccordingly()
    {
        await using var started = await Started.OnAsync();
        var client = started.Client;

        var id = await client.AddAsync("/ppp/secret/add", "=name=cust001", "=password=x", "=service=pppoe");
        id.ShouldBe("*1");
        (await client.RowsAsync("/ppp/secret/print", "?name=cust001", "=.proplist=.id,name,disabled,comment")).ShouldHaveSingleItem()
            .ToString().ShouldBe("!re =.id=*1 =name=cust001 =disabled=false");
        await client.RunAsync("/ppp/secret/set", "=.id=cust001", "=comment=hello", "=disabled=yes");
        (await client.RowsAsync("/ppp/secret/print", "?name=cust001", "=.proplist=.id,name,disabled,comment")).ShouldHaveSingleItem()
            .ToString().ShouldBe("!re =.id=*1 =name=cust001 =disabled=true =comment=hello");
        (await client.RunAsync("/ppp/secret/remove", "=.id=*1")).Single().Word.ShouldBe("!done");
        (await client.RunAsync("/ppp/secret/print")).Select(reply => reply.Word).ShouldBe(["!empty", "!done"]);
        (await client.AddAsync("/ppp/secret/add", "=name=cust002")).ShouldBe("*2"); // ids are not used again
    }

    [Theory]
    [InlineData(RouterVersion.V7_24, "1970-01-01 00:00:00")]
    [InlineData(RouterVersion.V6_49, "jan/01/1970 00:00:00")]
    public async Task Secret_NewWithNameOnly_PrintsDefaultsAndOmitsWhatIsUnset(RouterVersion version, string never)
    {
        await using var started = await Started.OnAsync(version);
        await started.Client.AddAsync("/ppp/secret/add", "=name=a");

        var row = (await started.Client.RowsAsync("/ppp/secret/print")).ShouldHaveSingleItem();
        row.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal).ShouldBe(new Dictionary<string, string>
        {
            [".id"] = "*1",
            ["caller-id"] = "",
            ["disabled"] = "false",
            ["ipv6-routes"] = "",
            ["last-logged-out"] = never,
            ["limit-bytes-in"] = "0",
            ["limit-bytes-out"] = "0",
            ["name"] = "a",
            ["profile"] = "default",
            ["routes"] = "",
            ["service"] = "any",
        });
    }

    [Fact]
    public async Task Queue_TargetsRatesAndTimes_AreNormalised()
    {
        await using var started = await Started.OnAsync();
        await started.Client.AddAsync("/queue/simple/add", "=name=q", "=target=10.0.0.7,10.1.0.0/24", "=max-limit=5M/10M",
            "=burst-time=10/90", "=priority=3", "=limit-at=512k");

        var row = (await started.Client.RowsAsync("/queue/simple/print")).ShouldHaveSingleItem();
        row["target"].ShouldBe("10.0.0.7/32,10.1.0.0/24");
        row["max-limit"].ShouldBe("5000000/10000000");
        row["burst-time"].ShouldBe("10s/1m30s");
        row["priority"].ShouldBe("3/3");
        row["limit-at"].ShouldBe("512000/512000");
        row["queue"].ShouldBe("default-small/default-small");
        row["dynamic"].ShouldBe("false");
        row["parent"].ShouldBe("none");
    }

    [Theory]
    [InlineData("90m", "1h30m")]
    [InlineData("01:30:00", "1h30m")]
    [InlineData("3600", "1h")]
    [InlineData("8d", "1w1d")]
    [InlineData("1d 02:00:00", "1d2h")]
    public async Task HotspotUser_LimitUptime_IsPrintedInTheRoutersForm(string given, string printed)
    {
        await using var started = await Started.OnAsync();
        await started.Client.AddAsync("/ip/hotspot/user/add", "=name=v", $"=limit-uptime={given}");

        (await started.Client.RowsAsync("/ip/hotspot/user/print", "?name=v")).ShouldHaveSingleItem()["limit-uptime"].ShouldBe(printed);
    }

    [Fact]
    public async Task Items_NamedByIdListOrNames_AreAllChanged()
    {
        await using var started = await Started.OnAsync();
        foreach (var name in new[] { "a", "b", "c", "d" }) await started.Client.AddAsync("/ppp/secret/add", $"=name={name}");

        await started.Client.RunAsync("/ppp/secret/disable", "=.id=*1,*2");
        await started.Client.RunAsync("/ppp/secret/disable", "=numbers=c");
        started.Simulator.Rows("/ppp/secret").Where(row => row["disabled"] == "true").Select(row => row["name"]).ShouldBe(["a", "b", "c"]);
        await started.Client.RunAsync("/ppp/secret/enable", "=numbers=a,*2,c");
        started.Simulator.Rows("/ppp/secret").ShouldAllBe(row => row["disabled"] == "false");
        (await started.Client.TrapAsync("/ppp/secret/remove", "=.id=*1,*99")).ShouldBe("no such item");
        started.Simulator.Rows("/ppp/secret").Count.ShouldBe(4);
    }

    [Fact]
    public async Task Comment_SetToNothingOrUnset_IsAbsent()
    {
        await using var started = await Started.OnAsync();
        await started.Client.AddAsync("/ppp/secret/add", "=name=a", "=comment=x", "=remote-address=10.0.0.9");

        await started.Client.RunAsync("/ppp/secret/set", "=.id=a", "=comment=");
        await started.Client.RunAsync("/ppp/secret/unset", "=.id=a", "=value-name=remote-address");
        var row = started.Simulator.Row("/ppp/secret", "a")!;
        row.ContainsKey("comment").ShouldBeFalse();
        row.ContainsKey("remote-address").ShouldBeFalse();
        (await started.Client.RowsAsync("/ppp/secret/print", "?comment=")).ShouldBeEmpty();
        (await started.Client.RowsAsync("/ppp/secret/print", "?-comment")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Pool_RenamedOrRemoved_ShowsInTheProfile()
    {
        await using var started = await Started.OnAsync();
        await started.Client.AddAsync("/ip/pool/add", "=name=first", "=ranges=10.9.0.2-10.9.0.9");
        var pool = await started.Client.AddAsync("/ip/pool/add", "=name=pool10", "=ranges=10.0.0.2-10.0.0.9");
        await started.Client.AddAsync("/ppp/profile/add", "=name=p", "=remote-address=pool10", "=rate-limit=2M/10M");

        await started.Client.RunAsync("/ip/pool/set", "=.id=pool10", "=name=renamed");
        started.Simulator.Row("/ppp/profile", "p")!["remote-address"].ShouldBe("renamed");
        await started.Client.RunAsync("/ip/pool/remove", $"=.id={pool}");
        started.Simulator.Row("/ppp/profile", "p")!["remote-address"].ShouldBe("*2");
    }

    [Fact]
    public async Task Profiles_OfAFreshRouter_AreTheDefaultOnes()
    {
        await using var started = await Started.OnAsync();

        var rows = await started.Client.RowsAsync("/ppp/profile/print");
        rows.Select(row => row["name"]).ShouldBe(["default", "default-encryption"]);
        rows[0][".id"].ShouldBe("*0");
        rows[0]["default"].ShouldBe("true");
        rows[0]["only-one"].ShouldBe("default");
        var hotspot = (await started.Client.RowsAsync("/ip/hotspot/user/profile/print")).ShouldHaveSingleItem();
        hotspot["keepalive-timeout"].ShouldBe("2m");
        hotspot["default"].ShouldBe("true");
    }

    [Fact]
    public async Task Queues_MovedAndPlacedBefore_KeepTheirOrder()
    {
        await using var started = await Started.OnAsync();
        foreach (var name in new[] { "a", "b" }) await started.Client.AddAsync("/queue/simple/add", $"=name={name}", "=target=10.0.0.1");
        await started.Client.AddAsync("/queue/simple/add", "=name=c", "=target=10.0.0.1", "=place-before=a");

        started.Simulator.Rows("/queue/simple").Select(row => row["name"]).ShouldBe(["c", "a", "b"]);
        await started.Client.RunAsync("/queue/simple/move", "=numbers=b", "=destination=c");
        started.Simulator.Rows("/queue/simple").Select(row => row["name"]).ShouldBe(["b", "c", "a"]);
    }

    [Fact]
    public async Task Add_CopyFrom_TakesTheOtherRowsValues()
    {
        await using var started = await Started.OnAsync();
        await started.Client.AddAsync("/ppp/secret/add", "=name=a", "=service=pppoe", "=comment=x");
        await started.Client.AddAsync("/ppp/secret/add", "=copy-from=a", "=name=b");

        started.Simulator.Row("/ppp/secret", "b")!["comment"].ShouldBe("x");
        started.Simulator.Row("/ppp/secret", "b")!["service"].ShouldBe("pppoe");
    }

    [Theory]
    [InlineData(RouterVersion.V7_24, "7.24 (stable)")]
    [InlineData(RouterVersion.V6_49, "6.49.18 (long-term)")]
    public async Task System_Print_HasOneRowWithoutId(RouterVersion version, string printed)
    {
        await using var started = await Started.OnAsync(version);

        var row = (await started.Client.RowsAsync("/system/resource/print")).ShouldHaveSingleItem();
        row["version"].ShouldBe(printed);
        row["uptime"].ShouldNotBeNull();
        row[".id"].ShouldBeNull();
        (await started.Client.RowsAsync("/system/routerboard/print")).ShouldHaveSingleItem()["serial-number"].ShouldNotBeNull();
        await started.Client.RunAsync("/system/identity/set", "=name=core-1");
        (await started.Client.RowsAsync("/system/identity/print")).ShouldHaveSingleItem()["name"].ShouldBe("core-1");
    }

    [Fact]
    public async Task Health_RouterOs6AndRouterOs7_HaveDifferentShapes()
    {
        await using var new7 = await Started.OnAsync(RouterVersion.V7_24);
        await using var old6 = await Started.OnAsync(RouterVersion.V6_49);

        (await new7.Client.RowsAsync("/system/health/print")).Select(row => row["name"]).ShouldBe(["voltage", "temperature"]);
        (await old6.Client.RowsAsync("/system/health/print")).ShouldHaveSingleItem()["voltage"].ShouldBe("24.1");
    }

    [Fact]
    public async Task AddressListEntry_WithTimeout_GoesAwayByItself()
    {
        var clock = new ManualClock();
        await using var started = await Started.WithAsync(new RouterSimulatorOptions { Clock = clock });
        await started.Client.AddAsync("/ip/firewall/address-list/add", "=list=suspended", "=address=10.0.0.7", "=timeout=1h");

        clock.Advance(TimeSpan.FromMinutes(30));
        var row = started.Simulator.Rows("/ip/firewall/address-list").ShouldHaveSingleItem();
        row["timeout"].ShouldBe("30m");
        row["dynamic"].ShouldBe("true");
        clock.Advance(TimeSpan.FromMinutes(31));
        started.Simulator.Rows("/ip/firewall/address-list").ShouldBeEmpty();
    }

    [Fact]
    public async Task Schema_EveryMenuWithPrint_Answers()
    {
        foreach (var version in Enum.GetValues<RouterVersion>())
        {
            await using var started = await Started.WithAsync(new RouterSimulatorOptions
            {
                Version = version,
                Secrets = 3,
                AutoDial = AutoDial.All
            });
            foreach (var menu in MikrotikBilling.Core.Routers.Simulation.Schema.SchemaCatalog.For(version).Menus.Where(menu =>
                menu.Commands.ContainsKey("print")))
                (await started.Client.TrapAsync(menu.Path + "/print")).ShouldBeNull(menu.Path);
        }
    }

    [Fact]
    public async Task Vlan_AddedRenamedAndRemoved_IsAnInterfaceToo()
    {
        await using var started = await Started.OnAsync();
        await started.Client.AddAsync("/interface/vlan/add", "=name=vlan10", "=vlan-id=10", "=interface=ether2");

        await started.Client.AddAsync("/ip/address/add", "=address=10.10.0.1/24", "=interface=vlan10");
        (await started.Client.TrapAsync("/interface/vlan/add", "=name=ether1", "=vlan-id=11", "=interface=ether2"))
            .ShouldBe("failure: already have interface with such name");
        await started.Client.RunAsync("/interface/vlan/set", "=.id=vlan10", "=name=customers");
        started.Simulator.Row("/interface", "customers")!["type"].ShouldBe("vlan");
        started.Simulator.Rows("/ip/address")[^1]["interface"].ShouldBe("customers");
        started.Simulator.Rows("/ip/address")[^1]["network"].ShouldBe("10.10.0.0");
        await started.Client.RunAsync("/interface/vlan/remove", "=.id=customers");
        started.Simulator.Row("/interface", "customers").ShouldBeNull();
        started.Simulator.Rows("/interface/ethernet").Count.ShouldBe(5);
    }

    [Fact]
    public async Task BytesThatAreNotUtf8_StoredAndPrinted_ComeBackUnchanged()
    {
        await using var started = await Started.OnAsync(RouterVersion.V6_49);
        started.Simulator.Add("/ppp/secret", ("name", "a"), ("comment", "Caf\uDCE9 €"));

        // The raw client reads what is no UTF-8 as Latin-1, byte by byte.
        (await started.Client.RowsAsync("/ppp/secret/print")).ShouldHaveSingleItem()["comment"].ShouldBe("Café â\u0082¬");
    }
}
