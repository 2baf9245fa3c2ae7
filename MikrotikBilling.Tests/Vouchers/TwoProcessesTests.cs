using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Moves;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>The program running twice on one database: who has a code is decided there, whoever asks.</summary>
public sealed class TwoProcessesTests
{
    private const int Tries = 100;

    [Theory, EachDatabase]
    public async Task Code_RedeemedAHundredTimesByTwoProcesses_IsOnesAlone(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        foreach (var i in Enumerable.Range(0, 50)) await app.CustomerAsync(router, profile, $"Payer {i}", $"payer{i}");
        var batch = await app.BatchAsync(3);
        Scenario.Value(await app.SellAsync(batch.Id));
        var codes = await app.CodesAsync(batch.Id);
        await using var first = Start(app, out var one);
        await using var second = Start(app, out var other);
        await first.AnswersAsync(new Uri(one, "/health/live"));
        await second.AnswersAsync(new Uri(other, "/health/live"));
        HttpClient[] desks = [await SignInAsync(one), await SignInAsync(other)];

        foreach (var (code, customers) in codes.Zip([1, 2, 50]))
        {
            await ExpireAsync(app);
            var before = await VersionsAsync(app);

            var answers = await Task.WhenAll(Enumerable.Range(0, Tries).Select(i => RedeemAsync(desks[i % 2], code.Code, $"payer{i / 2 % customers}")));

            answers.Where(a => a.Status != HttpStatusCode.OK).Select(a => (a.Status, a.Type)).Distinct().ShouldBe([(HttpStatusCode.Conflict, "voucher.already-redeemed")], $"{customers} customers");
            var won = answers.Where(a => a.Status == HttpStatusCode.OK).ShouldHaveSingleItem();
            var use = (await app.Db(db => db.Set<VoucherUse>().AsNoTracking().Where(u => u.VoucherId == code.Id).ToListAsync())).ShouldHaveSingleItem();
            use.PaymentId.ShouldBe(won.PaymentId);
            (await app.Db(db => db.Set<LedgerTransaction>().CountAsync(t => t.Kind == LedgerKind.Payment && t.SourceId == won.PaymentId))).ShouldBe(1);
            // One row of one router is wanted otherwise than before: the winner's.
            var after = await VersionsAsync(app);
            after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
            after.Where(a => a.Value != before[a.Key]).Select(a => a.Key).ShouldBe([use.SubscriptionId!.Value]);
        }

        (await app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(3);
        (await app.AccountsAsync())[LedgerAccount.VoucherLiability].ShouldBe(0);
        (await app.VerifiedAsync()).ShouldBeEmpty();
        foreach (var desk in desks) desk.Dispose();
    }

    private static ProgramRun Start(TestApp app, out Uri address)
    {
        address = new Uri($"http://127.0.0.1:{FreePort()}");
        return ProgramRun.Start(["serve", $"--urls={address}", "--Logging:LogLevel:Default=Error", .. app.SameInstallation]);
    }

    /// <summary>All services have ended, so that a renewal lets its customer in again.</summary>
    private static async Task ExpireAsync(TestApp app)
    {
        var past = app.Clock.GetUtcNow().AddDays(-1);
        await app.Db(db => db.Set<Subscription>().ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, SubscriptionStatus.Expired).SetProperty(s => s.ExpiresAt, past)));
        // That went past what keeps moves.
        await app.With<MoveSums, IReadOnlyList<string>>(sums => sums.RepairAsync(CancellationToken.None));
    }

    private static Task<Dictionary<Guid, int>> VersionsAsync(TestApp app) => app.Db(db => db.Set<RouterAccount>().AsNoTracking().ToDictionaryAsync(a => a.SubscriptionId, a => a.DesiredVersion));

    private static async Task<(HttpStatusCode Status, string? Type, Guid PaymentId)> RedeemAsync(HttpClient desk, string code, string account)
    {
        using var answer = await desk.PostAsJsonAsync(new Uri("/api/vouchers/redeem", UriKind.Relative), new { code, account });
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (answer.StatusCode, json.TryGetProperty("type", out var type) ? type.GetString() : null, json.TryGetProperty("paymentId", out var payment) ? payment.GetGuid() : Guid.Empty);
    }

    private static async Task<HttpClient> SignInAsync(Uri address)
    {
        var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(3) };
        using var answer = await http.PostAsJsonAsync(new Uri("/api/auth/login", UriKind.Relative), new { email = TestApp.OwnerEmail, password = TestApp.OwnerPassword });
        answer.EnsureSuccessStatusCode();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString());
        return http;
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
