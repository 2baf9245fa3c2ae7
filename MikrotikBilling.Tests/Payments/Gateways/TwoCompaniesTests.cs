using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Mpesa;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Two companies with one provider: key, address and short code say whose a message is, nothing in its body does.</summary>
public sealed class TwoCompaniesTests : IAsyncDisposable
{
    private const string OtherKey = "k2";
    private const string OtherSecret = "generic-fixture-secret-0002-and-some-more";

    private readonly HttpClient _http = new();
    private TestApp _app = null!;
    private Guid _ours;
    private Guid _theirs;
    private CreatedCustomer _jane = null!;
    private CreatedCustomer _theirJane = null!;

    [Theory]
    [EachDatabase]
    public async Task SignedMessage_OfOneNumberForOneUserName_IsBookedForWhoseKeyItIs(DatabaseProvider provider)
    {
        await BeginAsync(provider);

        (await SignedAsync("TX1", GatewayStory.KeyId, GatewayStory.Secret)).ShouldBe(200);
        (await SignedAsync("TX1", OtherKey, OtherSecret)).ShouldBe(200);

        (await PaymentsAsync(_ours)).ShouldHaveSingleItem().CustomerId.ShouldBe(_jane.CustomerId);
        (await PaymentsAsync(_theirs)).ShouldHaveSingleItem().CustomerId.ShouldBe(_theirJane.CustomerId);
    }

    [Theory]
    [EachDatabase]
    public async Task SignedMessage_NamingACustomerOfTheOther_IsNobodysHere(DatabaseProvider provider)
    {
        await BeginAsync(provider);
        _app.Become(_theirs);
        await _app.CustomerAsync(await _app.RouterAsync("Far tower", 2), await _app.ProfileAsync("Far 10"), "Paul", "paul");

        (await SignedAsync("TX2", GatewayStory.KeyId, GatewayStory.Secret, "paul")).ShouldBe(200);
        (await SignedAsync("TX3", GatewayStory.KeyId, OtherSecret)).ShouldBe(401);

        (await PaymentsAsync(_theirs)).ShouldBeEmpty();
        (await PaymentsAsync(_ours)).ShouldBeEmpty();
        (await _app.Db(db => db.Set<SuspenseItem>().SingleAsync())).Reference.ShouldBe("TX2");
    }

    [Theory]
    [EachDatabase]
    public async Task Confirmation_AtTheAddressOfOne_WithTheShortCodeOfTheOther_IsRefused(DatabaseProvider provider)
    {
        await BeginAsync(provider);
        var (ours, theirs) = (await PaybillAsync(_ours, "600999"), await PaybillAsync(_theirs, "600111"));

        (await ConfirmAsync(ours, "TKK1FIX301", "600111")).ShouldBe(401);
        (await ConfirmAsync(theirs, "TKK1FIX301", "600111")).ShouldBe(200);
        (await ConfirmAsync(ours, "TKK2FIX302", "600999")).ShouldBe(200);

        (await PaymentsAsync(_theirs)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.Reference.ShouldBe("TKK1FIX301"), p => p.CustomerId.ShouldBe(_theirJane.CustomerId));
        (await PaymentsAsync(_ours)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.Reference.ShouldBe("TKK2FIX302"), p => p.CustomerId.ShouldBe(_jane.CustomerId));
    }

    private async Task BeginAsync(DatabaseProvider provider)
    {
        _app = await (await TestApp.StartAsync(provider, new FakeClock(GatewayStory.SampledAt))).ServeAsync();
        _http.BaseAddress = _app.Address;
        _ours = _app.TenantId;
        await _app.SignedAccountAsync();
        _jane = await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync(), "Jane", "jane");
        _theirs = await _app.OtherCompanyAsync();
        await _app.SignedAccountAsync(OtherKey, OtherSecret);
        _theirJane = await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync(), "Jane of the others", "jane");
    }

    private async Task<int> SignedAsync(string id, string key, string secret, string user = "jane") =>
        (await _http.TellAsync(_app.Signed(GatewayStory.Body(id, user), key, secret))).Status;

    private Task<GatewayAccount> PaybillAsync(Guid company, string shortCode)
    {
        _app.Become(company);
        return _app.With<GatewayAccountService, GatewayAccount>(async s => Scenario.Value(await s.AddAsync(MpesaGateway.Key, new SaveGatewayAccount
        {
            Name = "Paybill",
            Mode = GatewayMode.Sandbox,
            Fields = new(StringComparer.Ordinal) { ["consumer_key"] = "key", ["consumer_secret"] = "secret", ["short_code"] = shortCode, ["pass_key"] = "passkey", ["address_rule"] = "off" },
        }, CancellationToken.None)));
    }

    private async Task<int> ConfirmAsync(GatewayAccount account, string receipt, string shortCode)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(
            $$"""{"TransactionType":"Pay Bill","TransID":"{{receipt}}","TransTime":"20261120130105","TransAmount":"1500.00","BusinessShortCode":"{{shortCode}}","BillRefNumber":"jane","MSISDN":"2547 ***** 001","FirstName":"ASHA"}"""));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await _http.PostAsync(new Uri($"cb/c/{account.Token}", UriKind.Relative), body);
        return (int)answer.StatusCode;
    }

    private Task<List<Payment>> PaymentsAsync(Guid company)
    {
        _app.Become(company);
        return _app.Db(db => db.Set<Payment>().AsNoTracking().ToListAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
