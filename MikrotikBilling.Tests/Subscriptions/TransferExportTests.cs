using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Subscriptions;

public class TransferExportTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+254712345678", "'+254712345678")]
    [InlineData("-", "'-")]
    [InlineData("-35.00", "-35.00")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("'-35.00", "''-35.00")]
    [InlineData("@home", "'@home")]
    [InlineData("\tx", "'\tx")]
    [InlineData("'=1", "''=1")]
    [InlineData("it's = fine", "it's = fine")]
    [InlineData("", "")]
    [InlineData("'", "'")]
    public void Guard_WhatASpreadsheetWouldRun_IsTextAndComesBackTheSame(string text, string guarded)
    {
        SpreadsheetCell.Guard(text).ShouldBe(guarded);
        SpreadsheetCell.Unguard(guarded).ShouldBe(text);
    }

    [Theory, EachDatabase]
    public async Task Export_OneRowAService_InTheTenantsZone(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock(Now));
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var jane = await app.NewAsync(router, profile, n => n with { Name = "=Jane, \"J\"", Phone = "0712345678", UserName = "jane", Notes = "two\nlines", MacAddress = "4c5e0c123456", FixedAddress = "10.20.0.7", Country = "KE", Region = "Mombasa" });
        await app.With<NewCustomerService, Result<CreatedCustomer>>(s => s.AddServiceAsync(jane.CustomerId, new NewService { UserName = "jane2", RouterId = router.Id, ProfileId = profile.Id }, default));

        var lines = (await app.ExportedAsync()).Split("\r\n");

        lines[0].ShouldBe("customer_number,name,company,tax_number,email,phone,address,notes,user_name,profile,router,status,starts_at,expires_at,mac_address,fixed_address,archived,country,region");
        lines[1].ShouldBe("C-000001,\"'=Jane, \"\"J\"\"\",,,,'+254712345678,,\"two\nlines\",jane,Home 10,Tower,Active,2026-03-01 11:00,2026-03-31 11:00,4C:5E:0C:12:34:56,10.20.0.7,,KE,Mombasa");
        lines[2].ShouldContain(",jane2,");
        lines.Length.ShouldBe(4);
    }

    [Fact]
    public async Task Export_Filter_TakesWhatTheListShows()
    {
        await using var app = await TestApp.StartAsync();
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        await app.CustomerAsync(router, profile, "Ann Able");
        var bob = await app.CustomerAsync(router, profile, "Bob Bold");
        Scenario.Value(await app.With<CustomerArchive, Result<Customer>>(a => a.ArchiveAsync(bob.CustomerId, null, default)));

        (await app.ExportedAsync()).ShouldNotContain("Bob");
        (await app.ExportedAsync(new CustomerFilter("zoe"))).ShouldNotContain("Ann");
        var archived = await app.ExportedAsync(new CustomerFilter { Archived = true });
        archived.ShouldContain("Bob Bold");
        archived.ShouldContain("Cancelled");
        archived.ShouldContain(",yes,,\r\n");
    }

    [Fact]
    public async Task Export_Passwords_OnlyWhenAskedForAndRecorded()
    {
        await using var app = await TestApp.StartAsync();
        var jane = await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync(), n => n with { UserName = "jane", Password = "very-secret" });
        jane.Password.ShouldBe("very-secret");

        (await app.ExportedAsync()).ShouldNotContain("very-secret");
        (await app.ExportedAsync(style: new TransferStyle(WithPasswords: true))).ShouldContain("very-secret");

        var history = await app.Db(db => db.Set<AuditEntry>().Where(a => a.Action.StartsWith("customers.")).OrderBy(a => a.At).Select(a => a.Summary).ToListAsync());
        history.Count.ShouldBe(3);
        history[0].ShouldBe("Exported 1 rows of customers and services.");
        history[2].ShouldContain("with their passwords");
    }

    [Fact]
    public async Task Export_MoreThanAChunk_EveryoneOnceAndNoQueryARow()
    {
        await using var app = await TestApp.StartAsync();
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var file = "user_name,name,profile,router\n" + string.Concat(Enumerable.Range(0, 1200).Select(i => $"user{i},Same Name,{profile.Name},{router.Name}\n"));
        await app.ImportedAsync(file);
        app.Sql.Reset();

        var lines = (await app.ExportedAsync()).Split("\r\n");

        lines.Length.ShouldBe(1202);
        lines.Skip(1).Take(1200).Select(l => l.Split(',')[0]).Distinct().Count().ShouldBe(1200);
        app.Sql.Count.ShouldBeLessThan(12);
    }
}
