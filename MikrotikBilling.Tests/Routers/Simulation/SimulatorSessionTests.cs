using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Tests.Routers.Simulation;

public sealed class SimulatorSessionTests
{
    private static Task<RouterSimulator> StartAsync(RouterSimulatorOptions? options = null) =>
        RouterSimulator.StartAsync(options ?? new RouterSimulatorOptions(), CancellationToken.None);

    [Fact]
    public async Task Login_RightPassword_IsDone()
    {
        await using var simulator = await StartAsync();
        await using var client = await RawClient.OpenAsync(simulator.Port);

        var replies = await client.LoginAsync(simulator.UserName, simulator.Password);

        replies.Select(reply => reply.ToString()).ShouldBe(["!done"]);
        var identity = await client.RowsAsync("/system/identity/print");
        identity.ShouldHaveSingleItem()["name"].ShouldBe("MikroTik");
    }

    [Fact]
    public async Task Secret_AddedSetAndRemoved_IsPrintedAccordingly()
    {
        await using var simulator = await StartAsync();
        await using var client = await RawClient.LogInAsync(simulator);

        var id = await client.AddAsync("/ppp/secret/add", "=name=cust001", "=password=x", "=service=pppoe");
        id.ShouldBe("*1");
        (await client.RowsAsync("/ppp/secret/print", "?name=cust001", "=.proplist=.id,name,disabled,comment")).ShouldHaveSingleItem()
            .ToString().ShouldBe("!re =.id=*1 =name=cust001 =disabled=false");
        await client.RunAsync("/ppp/secret/set", "=.id=cust001", "=comment=hello", "=disabled=yes");
        (await client.RowsAsync("/ppp/secret/print", "?name=cust001", "=.proplist=.id,name,disabled,comment")).ShouldHaveSingleItem()
            .ToString().ShouldBe("!re =.id=*1 =name=cust001 =disabled=true =comment=hello");
        (await client.RunAsync("/ppp/secret/remove", "=.id=*1")).Single().Word.ShouldBe("!done");
        (await client.RunAsync("/ppp/secret/print")).Select(reply => reply.Word).ShouldBe(["!empty", "!done"]);
    }
}
