using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Subscriptions;

public class NewCustomerServiceTests
{
    [Theory, EachDatabase]
    public async Task Create_PlainInput_MakesCustomerSubscriptionAndWish(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var router = await app.RouterAsync();

        var made = await app.CustomerAsync(router, await app.ProfileAsync(), "Jane Wanjiku Doe", phone: "0712 345678");

        made.UserName.ShouldBe("jane.doe");
        made.Password.Length.ShouldBe(10);
        var customer = await app.Db(db => db.Set<Customer>().AsNoTracking().SingleAsync());
        customer.NumberText.ShouldBe("C-000001");
        customer.Phone.ShouldBe("+254712345678");
        customer.MainRouterId.ShouldBe(router.Id);
        (await app.AccountAsync(made.SubscriptionId)).StaleSince.ShouldNotBeNull();
    }

    [Theory, EachDatabase]
    public async Task Create_SameUserNameTwiceAtOnce_MakesOne(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => app.TryCustomerAsync(router, profile, $"Jane {i}", "jane")));

        results.Count(r => r.Ok).ShouldBe(1);
        results.Where(r => !r.Ok).ShouldAllBe(r => r.Refusal!.Code == "subscription.duplicate-user-name");
        (await app.Db(db => db.Set<Customer>().CountAsync())).ShouldBe(1);
        (await app.Db(db => db.Set<NumberSequence>().SingleAsync())).Next.ShouldBe(2);
    }

    [Theory, EachDatabase]
    public async Task Create_ManyAtOnce_NumbersAreGapless(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => app.CustomerAsync(router, profile, $"Customer {i}", $"user{i}")));

        var numbers = await app.Db(db => db.Set<Customer>().OrderBy(c => c.Number).Select(c => c.Number).ToListAsync());
        numbers.ShouldBe(Enumerable.Range(1, 20).Select(n => (long)n));
    }

    [Theory]
    [InlineData("12", "customer.phone-invalid")]
    [InlineData("+254 712 345 678 999 999", "customer.phone-invalid")]
    public async Task Create_PhoneThatIsNone_IsRefusedAndNothingIsKept(string phone, string code)
    {
        await using var app = await TestApp.StartAsync();

        var result = await app.TryCustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), phone: phone);

        result.Refusal!.Code.ShouldBe(code);
        (await app.Db(db => db.Set<Customer>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Create_SameNameAgain_ProposesAnotherUserName()
    {
        await using var app = await TestApp.StartAsync();
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());

        (await app.CustomerAsync(router, profile)).UserName.ShouldBe("jane.doe");
        (await app.CustomerAsync(router, profile)).UserName.ShouldBe("jane.doe2");
        foreach (var (name, userName) in new[] { ("李雷", "c000003"), ("😀", "c000004"), ("আমিনা", "c000005") })
            (await app.CustomerAsync(router, profile, name)).UserName.ShouldBe(userName);
    }

    [Theory, EachDatabase]
    public async Task List_EachWayOfAsking_FindsTheCustomer(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        await app.CustomerAsync(router, profile, "José Mutua", "jmutua", "0712345678");
        await app.CustomerAsync(router, profile, "Other Person", "other");

        foreach (var search in new[] { "jose", "JOS", "mut", "jose mutua", "jmut", "0712345678", "+254 712 345 678", "712345", "c-000001", "1" })
            (await List(app, new CustomerFilter(search))).Items.ShouldContain(c => c.Name == "José Mutua", search);
        (await List(app, new CustomerFilter("mutua other"))).Items.ShouldBeEmpty();
        (await List(app, new CustomerFilter("x' OR 1=1 --"))).Items.ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task List_PagedForthAndBack_ShowsEachOnceInOrder(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        const int All = (CustomerQueries.PageSize * 2) + 10;
        foreach (var i in Enumerable.Range(0, All)) await app.CustomerAsync(router, profile, i % 3 == 0 ? "Same Name" : $"Name {All - i:D3}", $"u{i}");

        foreach (var sort in Enum.GetValues<CustomerSort>())
            foreach (var descending in new[] { false, true })
            {
                var filter = new CustomerFilter(Sort: sort, Descending: descending);
                var first = await List(app, filter);
                var second = await List(app, filter with { Cursor = first.Next });
                var third = await List(app, filter with { Cursor = second.Next });
                third.Next.ShouldBeNull();
                first.Items.Concat(second.Items).Concat(third.Items).Select(c => c.Id).Distinct().Count().ShouldBe(All, $"{sort} {descending}");
                (await List(app, filter with { Cursor = third.Previous })).Items.ShouldBe(second.Items, $"{sort} {descending}");
            }
    }

    private static Task<Page<CustomerLine>> List(TestApp app, CustomerFilter filter) =>
        app.With<CustomerQueries, Page<CustomerLine>>(q => q.ListAsync(filter, CancellationToken.None));
}
