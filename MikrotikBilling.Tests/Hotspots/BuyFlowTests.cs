using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Hotspots;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Attempts;

namespace MikrotikBilling.Tests.Hotspots;

/// <summary>A package bought at the hotspot: phone or provider's page, and back to the router.</summary>
public sealed class BuyFlowTests : IAsyncLifetime
{
    private readonly StandInGateway _gateway = new();
    private readonly GatewayAccount _account = new() { Gateway = StandInGateway.Key, Name = "Stand-in" };
    private HotspotTown _town = null!;
    private HotspotPhone _phone = null!;

    public async Task InitializeAsync()
    {
        _town = await HotspotTown.BuildAsync(configure: s => s.AddSingleton<IPaymentGateway>(_gateway));
        await _town.App.Db(async db =>
        {
            db.Add(_account);
            return await db.SaveChangesAsync();
        });
        _phone = _town.Phone();
    }

    public async Task DisposeAsync()
    {
        _phone.Dispose();
        await _town.DisposeAsync();
    }

    [Fact]
    public async Task Package_PaidOnThePhone_BringsTheGuestOnline_AndShowsHimHowToComeBack()
    {
        var portal = await _phone.ArriveAsync();
        var waiting = await BuyAsync(portal, "0712 345 678");
        await PaidAsync();
        var ready = await _phone.GetAsync(waiting.Address.ToString());
        for (var i = 0; i < 5 && ready.Document.QuerySelector("#go") is null; i++) ready = await _phone.GetAsync(waiting.Address.ToString());
        var online = await _phone.PostAsync(ready, "#go");

        portal.Document.QuerySelector("#packages")!.TextContent.ShouldContain("Day pass");
        portal.Document.QuerySelector("#packages")!.TextContent.ShouldContain("KES 50.00");
        waiting.Document.QuerySelector("#visit")!.GetAttribute("data-state").ShouldBe("Paying");
        waiting.Text.ShouldContain("Look at your phone");
        waiting.Document.QuerySelector("meta[http-equiv=refresh]").ShouldNotBeNull();
        var session = online.Text.Contains("You are online", StringComparison.Ordinal) ? _town.Simulator.HotspotSessions.ShouldHaveSingleItem() : null;
        session.ShouldNotBeNull(online.Text);
        ready.Text.ShouldContain(session.UserName);
        waiting.Address.ToString().ShouldNotContain(session.UserName);
        ready.Document.QuerySelectorAll("script").Length.ShouldBe(0);
        var guest = await _town.App.Db(db => db.Set<Customer>().AsNoTracking().SingleAsync());
        (guest.IsGuest, guest.Phone).ShouldBe((true, "+254712345678"));
        (await _town.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Package_PaidAtTheProvidersPage_LeadsBackToThePortal()
    {
        _gateway.Way = RequestWay.Redirect;
        _gateway.OnStart = order => Task.FromResult(new StartAnswer(AttemptState.Pending) { ProviderId = StandInGateway.IdOf(order.Attempt), RedirectUrl = "https://pay.example/x" });
        _gateway.OnAsk = attempt => AttemptStory.Paid(attempt, "R1");

        var portal = await _phone.ArriveAsync();
        var leaving = await BuyAsync(portal, null);
        var attempt = await AttemptAsync();
        var back = await _phone.GetAsync(new Uri(_town.App.Address, $"/pay/back/{attempt.Id:N}").ToString());
        var visit = await _phone.GetAsync(new Uri(_town.App.Address, back.Answer.Headers.Location!).ToString());

        portal.Document.QuerySelector("#phone").ShouldBeNull();
        leaving.Answer.Headers.GetValues("Refresh").Single().ShouldBe("0;url=https://pay.example/x");
        back.Status.ShouldBe(HttpStatusCode.SeeOther);
        back.Answer.Headers.Location!.OriginalString.ShouldStartWith($"/hotspot/{_town.Portal.Key}/in/");
        visit.Status.ShouldBe(HttpStatusCode.OK);
        visit.Text.ShouldNotContain("It was not paid.");
    }

    [Fact]
    public async Task Package_NotPaid_LetsNobodyIn()
    {
        var waiting = await BuyAsync(await _phone.ArriveAsync(), "0712345678");
        await TellAsync(AttemptStory.NotPaid(await AttemptAsync()));

        var told = await _phone.GetAsync(waiting.Address.ToString());

        told.Document.QuerySelector("#visit")!.GetAttribute("data-state").ShouldBe("NotPaid");
        told.Document.QuerySelector("#go").ShouldBeNull();
        told.Text.ShouldContain("It was not paid.");
        _town.Simulator.Rows("/ip/hotspot/user").ShouldNotContain(u => u["name"].StartsWith('g') && u.GetValueOrDefault("disabled") != "true");
    }

    [Theory]
    [InlineData("12", HotspotWord.PhoneWrong)]
    [InlineData("0712345678", HotspotWord.PackageMissing)]
    public async Task Package_AskedForWrongly_IsRefusedInWords(string number, HotspotWord why)
    {
        var portal = await _phone.ArriveAsync();

        var refused = await BuyAsync(portal, number, why == HotspotWord.PackageMissing ? Guid.NewGuid() : null);

        refused.Document.QuerySelector("[role=alert]")!.TextContent.ShouldBe(HotspotWords.In("en")[why]);
        _gateway.Starts.ShouldBe(0);
    }

    [Fact]
    public async Task Device_ThatAsksAgainAndAgain_IsShut_AndMakesNoMoreGuests()
    {
        var portal = await _phone.ArriveAsync();
        for (var i = 0; i < VoucherThrottle.MostEach; i++) await BuyAsync(portal, "12");

        var shut = await BuyAsync(portal, "0712345678");

        shut.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        shut.Document.QuerySelector("[role=alert]")!.TextContent.ShouldBe(HotspotWords.In("en")[HotspotWord.TooOften]);
        (await _town.App.Db(db => db.Set<Customer>().CountAsync())).ShouldBe(0);
        _gateway.Starts.ShouldBe(0);
    }

    private Task<PhonePage> BuyAsync(PhonePage portal, string? number, Guid? package = null) => _phone.PostAsync(
        portal, "#packages", [("profileId", (package ?? _town.Profile.Id).ToString()), ("accountId", _account.Id.ToString()), .. number is null ? Array.Empty<(string, string)>() : [("phone", number)]]);

    private Task<PaymentAttempt> AttemptAsync() => _town.App.Db(db => db.Set<PaymentAttempt>().AsNoTracking().SingleAsync());

    private async Task PaidAsync() => await TellAsync(AttemptStory.Paid(await AttemptAsync(), "R1"));

    private async Task TellAsync(GatewayNews news)
    {
        var body = _gateway.Says("m1", news);
        Support.Scenario.Value(await _town.App.With<GatewayInbox, Result<ReceivedMessage>>(s => s.ReceiveAsync(_account, new IncomingMessage("message", body, null, ""), CancellationToken.None)));
    }
}
