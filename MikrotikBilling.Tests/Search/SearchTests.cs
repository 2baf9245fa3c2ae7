using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Search;

public class SearchTests
{
    [Theory, EachDatabase]
    public async Task Suggest_EachWayOfNamingACustomer_FindsHim(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var jane = await app.NewAsync(router, profile, c => c with
        {
            Name = "Jané Wanjiku",
            Phone = "0712 345 678",
            Email = "jane.w@mail.example",
            Address = "Kilimani Road 7",
            UserName = "jw.home",
            MacAddress = "4C:5E:0C:12:34:56",
            FixedAddress = "10.20.0.7",
            Company = "Wanjiku Traders",
            TaxNumber = "A0042",
        });
        await app.CustomerAsync(router, profile, "Somebody Else");

        foreach (var query in new[]
                 {
                     "jane", "WANJIKU jan", "c-000001", "0712345678", "+254712345678", "712 345", "jane.w@mail", "kilimani", "jw.home", "4c:5e:0c", "4C-5E-0C-12-34-56",
                     "10.20.0.7", "10.20.", "traders", "a0042",
                 })
            (await app.With<CustomerQueries, IReadOnlyList<CustomerHit>>(q => q.SuggestAsync(query, 5, CancellationToken.None)))
                .ShouldHaveSingleItem(query).Id.ShouldBe(jane.CustomerId);
        (await app.With<CustomerQueries, IReadOnlyList<CustomerHit>>(q => q.SuggestAsync("10.20.1", 5, CancellationToken.None))).ShouldBeEmpty();
        (await app.With<CustomerQueries, IReadOnlyList<CustomerHit>>(q => q.SuggestAsync("...", 5, CancellationToken.None))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Suggest_ExactWord_ComesBeforeLongerOnes()
    {
        await using var app = await TestApp.StartAsync();
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        foreach (var name in new[] { "Annabel Zulu", "Anne Young", "Zed Ann" }) await app.CustomerAsync(router, profile, name);

        var hits = await app.With<CustomerQueries, IReadOnlyList<CustomerHit>>(q => q.SuggestAsync("ann", 5, CancellationToken.None));

        hits.Select(h => h.Name).ShouldBe(["Zed Ann", "Annabel Zulu", "Anne Young"]);
    }

    [Fact]
    public async Task Suggest_Page_ShowsEachKindWithItsAddress()
    {
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync("Hometown tower");
        var made = await app.CustomerAsync(router, await app.ProfileAsync("Home 10"), "Homer Home");
        await app.ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);

        var answer = await owner.TextAsync("/search?handler=Suggest&q=home");

        answer.ShouldContain($"data-href=\"/customers/{made.CustomerId}\"");
        answer.ShouldContain($"data-href=\"/routers/{router.Id}\"");
        answer.ShouldContain("Home 10");
        (await owner.TextAsync("/search?q=home")).ShouldContain($"href=\"/customers/{made.CustomerId}\"");
        (await owner.TextAsync("/search?q=nobodyatall")).ShouldContain("Nothing found");
    }

    [Fact]
    public async Task Suggest_Accountant_SeesNoRouters()
    {
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync("Hometown tower");
        await app.ServeAsync();
        using var accountant = await app.SignedInAsAsync(StaffRole.Accountant);

        (await accountant.TextAsync("/search?handler=Suggest&q=home")).ShouldNotContain(router.Id.ToString());
    }

    [Fact]
    public async Task Archived_Customer_IsNotSuggested()
    {
        await using var app = await TestApp.StartAsync();
        var made = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), "Gone Away");
        await app.With<CustomerArchive, Core.Kernel.Result<Customer>>(a => a.ArchiveAsync(made.CustomerId, null, CancellationToken.None));

        (await app.With<CustomerQueries, IReadOnlyList<CustomerHit>>(q => q.SuggestAsync("gone", 5, CancellationToken.None))).ShouldBeEmpty();
        (await app.With<CustomerQueries, Core.Kernel.Page<CustomerLine>>(q => q.ListAsync(new CustomerFilter("gone"), CancellationToken.None))).Items.ShouldBeEmpty();
        (await app.With<CustomerQueries, Core.Kernel.Page<CustomerLine>>(q => q.ListAsync(new CustomerFilter("gone") { Archived = true }, CancellationToken.None))).Items.Count.ShouldBe(1);
    }
}
