using System.Globalization;
using System.Text;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Web.Demo;

/// <summary>Two files of the office: one that corrected addresses last week, and one that was checked this morning and waits, with rows to mend.</summary>
internal sealed class DemoImports(IServiceScopeFactory scopes, ImportWorker worker, DemoClock clock, StaffMember owner)
{
    public async Task MakeAsync(IReadOnlyDictionary<int, CreatedCustomer> made, DateTimeOffset now, CancellationToken cancellationToken)
    {
        clock.TravelTo(now.AddDays(-6));
        var corrected = await CheckAsync("addresses-corrected.csv", Corrections(made), cancellationToken);
        await AsOwnerAsync(s => s.StartAsync(corrected, cancellationToken));
        await WorkAsync(cancellationToken);
        clock.TravelTo(now.AddHours(-2));
        await CheckAsync("lakeside-estate.csv", NewEstate(made, now), cancellationToken);
    }

    private static string Corrections(IReadOnlyDictionary<int, CreatedCustomer> made)
    {
        var rows = new StringBuilder("user_name,address\n");
        foreach (var number in Enumerable.Range(40, 14)) rows.Append(CultureInfo.InvariantCulture, $"{made[number].UserName},\"House {number}, Naka Estate, Nakuru\"\n");
        return rows.Append("old.customer,Moved away\n").ToString();
    }

    /// <summary>New people, one who is there already, and what files get wrong: a phone, a profile, a line twice, a date.</summary>
    private static string NewEstate(IReadOnlyDictionary<int, CreatedCustomer> made, DateTimeOffset now)
    {
        var end = now.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"""
            name,phone,email,address,user_name,profile,router,expires_at
            Lucy Wairimu,0722 555 101,lucy@example.com,Lakeside 1,lake.lucy,Home 10 Mbps,{DemoRouters.Names[1]},{end}
            Tom Kiptoo,0722 555 102,,Lakeside 2,lake.tom,Home 10 Mbps,{DemoRouters.Names[1]},{end}
            আমিনা খাতুন,0722 555 103,,Lakeside 3,,Home 10 Mbps,{DemoRouters.Names[1]},{end}
            Peris Moraa,0722 555 104,peris@example.com,Lakeside 4,lake.peris,Home 10 Mbps,{DemoRouters.Names[2]},{end}
            Noah Simiyu,call the gate,,Lakeside 5,lake.noah,Home 10 Mbps,{DemoRouters.Names[2]},{end}
            Ivy Jeptoo,0722 555 106,ivy@example.com,Lakeside 6,lake.ivy,Home Giga,{DemoRouters.Names[2]},{end}
            Caleb Onyango,0722 555 107,,Lakeside 7,lake.tom,Home 10 Mbps,{DemoRouters.Names[1]},{end}
            Mercy Adhiambo,0722 555 108,,Lakeside 8,lake.mercy,Home 10 Mbps,{DemoRouters.Names[1]},next month
            ,,,"House 60, Naka Estate, Nakuru",{made[60].UserName},,,

            """;
    }

    private async Task<Guid> CheckAsync(string name, string text, CancellationToken cancellationToken)
    {
        var id = Guid.Empty;
        await AsOwnerAsync(async imports =>
        {
            using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
            var run = DemoSeed.Value(await imports.UploadAsync(file, name, cancellationToken));
            id = run.Id;
            return await imports.MapAsync(id, ImportService.MappingOf(run), cancellationToken);
        });
        await WorkAsync(cancellationToken);
        return id;
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (await worker.RunNextAsync(cancellationToken))
        {
            // what was begun
        }
    }

    private async Task AsOwnerAsync(Func<ImportService, Task<Result<ImportRun>>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(owner.TenantId);
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Use(ActorKind.Staff, owner.Id, owner.FullName, null);
        DemoSeed.Value(await work(scope.ServiceProvider.GetRequiredService<ImportService>()));
    }
}
