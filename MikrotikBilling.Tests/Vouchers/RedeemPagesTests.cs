using System.Net;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>A voucher redeemed at the desk, and by its holder on the open page.</summary>
public sealed class RedeemPagesTests : IAsyncLifetime
{
    private const string Desk = "/vouchers/redeem";
    private const string Open = "/redeem";

    private TestApp _app = null!;
    private TestBrowser _owner = null!;
    private Profile _profile = null!;
    private CreatedCustomer _jane = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync()).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
        _profile = await _app.ProfileAsync();
        _jane = await _app.CustomerAsync(await _app.RouterAsync(), _profile, userName: "jane.doe", phone: "0712345678");
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Desk_ShowsWhatItIs_ThenWhatItBecame()
    {
        var (batch, code) = await CodeAsync();
        var before = await _app.SubscriptionAsync(_jane.SubscriptionId);

        using var looked = await _owner.PostAsync(Desk, [("Input.Code", batch.Format.Write(code).ToLowerInvariant())], $"{Desk}?handler=Look");
        using var unseen = await _owner.PostAsync(Desk, [("Input.Code", code), ("Input.Account", "jane.doe")]);
        (await UsesAsync()).ShouldBe(0);
        using var done = await _owner.PostAsync(Desk, [("Input.Code", code), ("Input.Account", "jane.doe"), ("Shown", code)]);

        looked.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await looked.Content.ReadAsStringAsync();
        text.ShouldContain("KES 1,500.00");
        text.ShouldContain(_profile.Name);
        text.ShouldContain(batch.NumberText);
        unseen.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await unseen.Content.ReadAsStringAsync()).ShouldContain("This is what it is");
        done.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var after = await _app.SubscriptionAsync(_jane.SubscriptionId);
        after.ExpiresAt.ShouldNotBe(before.ExpiresAt);
        var page = await _owner.TextAsync(done.Headers.Location!.ToString());
        page.ShouldContain("KES 1,500.00 redeemed for Jane Doe.");
        page.ShouldContain("The service runs until");
        (await _app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Desk_FromTheCustomersPage_IsHis_AndBecomesCredit()
    {
        var (_, code) = await CodeAsync();
        (await _owner.TextAsync($"/customers/{_jane.CustomerId}")).ShouldContain("id=\"customer-voucher\"");

        using var looked = await _owner.PostAsync($"/customers/{_jane.CustomerId}", [("Input.CustomerId", _jane.CustomerId.ToString()), ("Input.Code", code)], $"{Desk}?handler=Look");
        using var done = await _owner.PostAsync(Desk, [("Input.CustomerId", _jane.CustomerId.ToString()), ("Input.Code", code), ("Shown", code)]);

        (await looked.Content.ReadAsStringAsync()).ShouldContain("For Jane Doe");
        (await _owner.TextAsync(done.Headers.Location!.ToString())).ShouldContain("It is credit now.");
        (await _app.BalanceAsync(_jane)).CreditMinor.ShouldBe(150_000);
    }

    [Fact]
    public async Task Desk_Refuses_WhatIsNotKnownUsedOrLacksItsPin()
    {
        var (_, code) = await CodeAsync(b => b with { HasPin = true });
        var pin = await _app.Db(db => db.Set<Voucher>().Select(v => v.Pin!).FirstAsync());

        using var unknown = await _owner.PostAsync(Desk, [("Input.Code", "NOBODYHASIT")], $"{Desk}?handler=Look");
        using var nobody = await _owner.PostAsync(Desk, [("Input.Code", code)]);
        using var looked = await _owner.PostAsync(Desk, [("Input.Code", code)], $"{Desk}?handler=Look");
        using var noPin = await RedeemAsync(code);
        using var wrongPin = await RedeemAsync(code, ("Input.Pin", pin == "0000" ? "0001" : "0000"));
        using var done = await RedeemAsync(code, ("Input.Pin", pin));
        using var again = await RedeemAsync(code, ("Input.Pin", pin));

        unknown.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("This code is not known");
        nobody.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await looked.Content.ReadAsStringAsync()).ShouldContain("name=\"Input.Pin\"");
        (await noPin.Content.ReadAsStringAsync()).ShouldContain("It has a PIN too.");
        wrongPin.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        done.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await again.Content.ReadAsStringAsync()).ShouldContain("redeemed already");
        (await UsesAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task SearchBox_FindsATypedCode_AndABatch_ForThoseWhoMay()
    {
        var (batch, code) = await CodeAsync();
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);

        var found = WebUtility.HtmlDecode(await _owner.TextAsync($"/search?q={batch.Format.Write(code)}"));
        found.ShouldContain($"{Desk}?code={code}");
        (await _owner.TextAsync($"{Desk}?code={code}")).ShouldContain(batch.NumberText);
        (await _owner.TextAsync($"/search?q={code[..^1]}")).ShouldNotContain(Desk + "?code");
        (await _owner.TextAsync($"/search?q={batch.NumberText}")).ShouldContain($"/vouchers/{batch.Id}");
        (await accountant.TextAsync($"/search?q={code}")).ShouldNotContain(batch.NumberText);
        (await accountant.GetAsync($"{Desk}?code={code}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task SearchBox_ThatCodesAreGuessedIn_FindsNoneAnyMore()
    {
        var (batch, code) = await CodeAsync();
        var guesses = new string[VoucherThrottle.MostEach];
        VoucherCode.Fill(batch.Format, guesses);

        foreach (var guess in guesses) (await _owner.TextAsync($"/search?q={guess}")).ShouldNotContain(Desk + "?code");

        (await _owner.TextAsync($"/search?q={code}")).ShouldNotContain(batch.NumberText);
    }

    [Fact]
    public async Task OpenPage_WithoutSignIn_RenewsTheHoldersService()
    {
        var (batch, code) = await CodeAsync();
        using var holder = new HttpClient { BaseAddress = _app.Address };
        var before = await _app.SubscriptionAsync(_jane.SubscriptionId);

        using var page = await holder.GetAsync(new Uri(Open, UriKind.Relative));
        using var done = await PostAsync(holder, Open, ("Input.Account", "0712 345 678"), ("Input.Code", batch.Format.Write(code)));
        using var again = await PostAsync(holder, Open, ("Input.Account", "jane.doe"), ("Input.Code", code));

        page.Headers.GetValues("X-Robots-Tag").ShouldHaveSingleItem().ShouldContain("noindex");
        (await page.Content.ReadAsStringAsync()).ShouldContain("Test ISP");
        done.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await done.Content.ReadAsStringAsync()).ShouldContain("Your service runs until");
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await again.Content.ReadAsStringAsync()).ShouldContain("redeemed already");
        (await _app.SubscriptionAsync(_jane.SubscriptionId)).ExpiresAt.ShouldNotBe(before.ExpiresAt);
        var use = await _app.Db(db => db.Set<VoucherUse>().AsNoTracking().SingleAsync());
        (use.Way, use.Address, use.ActorName).ShouldBe((VoucherWay.Page, "127.0.0.1", "Whoever holds the voucher"));
        (await _app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task OpenPage_TakesNoIdsOfCustomers_AndKeepsTheCodeOfWhomNobodyKnows()
    {
        var (_, code) = await CodeAsync();
        using var holder = new HttpClient { BaseAddress = _app.Address };

        using var byId = await PostAsync(holder, Open, ("Input.CustomerId", _jane.CustomerId.ToString()), ("Input.Code", code));
        using var nobody = await PostAsync(holder, Open, ("Input.Account", "nobody.here"), ("Input.Code", code));
        using var empty = await PostAsync(holder, Open);

        byId.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await byId.Content.ReadAsStringAsync()).ShouldContain("Whose is it?");
        nobody.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await nobody.Content.ReadAsStringAsync()).ShouldContain("Nobody is known by that");
        empty.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await _app.Db(db => db.Set<Payment>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task OpenPage_AsksForThePin_OnceTheCodeHasOne()
    {
        var (_, code) = await CodeAsync(b => b with { HasPin = true });
        var pin = await _app.Db(db => db.Set<Voucher>().Select(v => v.Pin!).FirstAsync());
        using var holder = new HttpClient { BaseAddress = _app.Address };

        using var asked = await PostAsync(holder, Open, ("Input.Account", "jane.doe"), ("Input.Code", code));
        using var done = await PostAsync(holder, Open, ("Input.Account", "jane.doe"), ("Input.Code", code), ("Input.Pin", pin));

        asked.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await asked.Content.ReadAsStringAsync()).ShouldContain("name=\"Input.Pin\"");
        done.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OpenPage_OfWhoGuesses_IsShut()
    {
        var (_, code) = await CodeAsync();
        using var holder = new HttpClient { BaseAddress = _app.Address };
        var answers = new List<HttpStatusCode>();

        for (var i = 0; i < VoucherThrottle.MostEach; i++)
        {
            using var wrong = await PostAsync(holder, Open, ("Input.Account", "jane.doe"), ("Input.Code", $"WRONGCODE{i:00}"));
            answers.Add(wrong.StatusCode);
        }
        using var shut = await PostAsync(holder, Open, ("Input.Account", "jane.doe"), ("Input.Code", code));

        answers.ShouldAllBe(a => a == HttpStatusCode.Conflict);
        shut.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await shut.Content.ReadAsStringAsync()).ShouldContain("Too many wrong codes");
        (await UsesAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Desk_OfWhoGuesses_IsShut_AndHisColleaguesIsNot()
    {
        var (_, code) = await CodeAsync();
        using var guesser = await _app.SignedInAsAsync(StaffRole.Support);
        using var colleague = await _app.SignedInAsAsync(StaffRole.Support);

        // By each of the three ways that there are at the desk.
        for (var i = 0; i < VoucherThrottle.MostEach; i++)
        {
            using var wrong = (i % 3) switch
            {
                0 => await guesser.GetAsync($"{Desk}?code=WRONGCODE{i:00}"),
                1 => await guesser.PostAsync(Desk, [("Input.Code", $"WRONGCODE{i:00}")], to: $"{Desk}?handler=Look", htmx: true),
                _ => await guesser.PostAsync(Desk, [("Input.Code", $"WRONGCODE{i:00}"), ("Input.Account", "jane.doe")], htmx: true),
            };
            (await wrong.Content.ReadAsStringAsync()).ShouldContain("This code is not known");
        }

        using var look = await guesser.PostAsync(Desk, [("Input.Code", code)], to: $"{Desk}?handler=Look", htmx: true);
        using var redeem = await guesser.PostAsync(Desk, [("Input.Code", code), ("Input.Account", "jane.doe"), ("Shown", code)], htmx: true);
        using var api = await guesser.GetAsync($"{Desk}?code={code}");
        foreach (var answer in new[] { look, redeem, api })
        {
            var page = await answer.Content.ReadAsStringAsync();
            page.ShouldContain("Too many wrong codes");
            page.ShouldNotContain("voucher-look");
        }
        (await UsesAsync()).ShouldBe(0);
        using var done = await colleague.PostAsync(Desk, [("Input.Code", code), ("Input.Account", "jane.doe"), ("Shown", code)]);
        done.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task OpenPage_OfSeveralCompanies_IsAskedForByItsAddress()
    {
        var ours = _app.TenantId;
        var (_, code) = await CodeAsync();
        var theirs = await _app.OtherCompanyAsync();
        using var holder = new HttpClient { BaseAddress = _app.Address };

        (await holder.GetAsync(new Uri(Open, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await holder.GetAsync(new Uri($"{Open}/{Guid.NewGuid()}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _owner.GetAsync($"{Open}/{theirs}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var elsewhere = await PostAsync(holder, $"{Open}/{theirs}", ("Input.Account", "jane.doe"), ("Input.Code", code));
        using var here = await PostAsync(holder, $"{Open}/{ours}", ("Input.Account", "jane.doe"), ("Input.Code", code));

        (await elsewhere.Content.ReadAsStringAsync()).ShouldContain("This code is not known");
        here.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<(VoucherBatch Batch, string Code)> CodeAsync(Func<MakeBatch, MakeBatch>? with = null)
    {
        var batch = await _app.PrintedAsync(_profile, 1, with);
        return (batch, (await _app.CodesAsync(batch.Id))[0].Code);
    }

    private Task<int> UsesAsync() => _app.Db(db => db.Set<VoucherUse>().CountAsync());

    private Task<HttpResponseMessage> RedeemAsync(string code, params (string Name, string Value)[] more) =>
        _owner.PostAsync(Desk, [("Input.Code", code), ("Input.Account", "jane.doe"), ("Shown", code), .. more]);

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string url, params (string Name, string Value)[] fields) =>
        http.PostAsync(new Uri(url, UriKind.Relative), new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));
}
