using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Signed;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Anyone's signed callback, over HTTP.</summary>
public sealed class SignedCallbackTests
{
    private readonly FakeClock _clock = new(GatewayStory.SampledAt);

    public static TheoryData<string, string, string, int, string> Samples()
    {
        var data = new TheoryData<string, string, string, int, string>();
        foreach (var sample in JsonDocument.Parse(GatewayStory.Sample("generic.manifest.json")).RootElement.EnumerateArray())
        {
            if (sample.GetProperty("file").GetString() == "generic-reversed.json") continue;
            var (headers, expect) = (sample.GetProperty("headers"), sample.GetProperty("expect"));
            data.Add(sample.GetProperty("file").GetString()!, headers.GetProperty("X-Callback-Key").GetString()!, headers.GetProperty("X-Callback-Signature").GetString()!,
                expect.GetProperty("http").GetInt32(), expect.GetProperty("body").GetRawText());
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_AsSigned_IsAnsweredAsWritten(string file, string key, string signature, int status, string body)
    {
        await using var app = await StartAsync(secret: GatewayStory.SampleSecret);
        using var http = new HttpClient { BaseAddress = app.Address };

        var answer = await http.TellAsync(GatewayStory.Request(GatewayStory.Sample(file), key, signature));

        answer.Status.ShouldBe(status);
        JsonElement.DeepEquals(answer.Body, JsonDocument.Parse(body).RootElement).ShouldBeTrue(answer.Body.GetRawText());
    }

    [Fact]
    public async Task Success_ToldAgainAfterItWasReversed_IsADuplicateAndBooksNothing()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = app.Address };
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        await http.TellAsync(app.Signed(GatewayStory.Body("TKK1QK7", "jane")));
        await http.TellAsync(app.Signed(GatewayStory.Body("TKK1QK7", "jane", status: "reversed")));

        var again = await http.TellAsync(app.Signed(GatewayStory.Body("TKK1QK7", "jane")));

        (again.Status, again.Body.GetProperty("result").GetString(), again.Body.GetProperty("duplicate").GetBoolean()).ShouldBe((200, "reversed", true));
        var payment = await app.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync());
        payment.State.ShouldBe(PaymentState.Reversed);
        // Its receipt is found all the same, by the provider's number and by ours.
        foreach (var text in (string[])["TKK1QK7 Confirmed. Ksh1,500.00", payment.Number])
            (await app.With<ReceiptQueries, IReadOnlyList<FoundReceipt>>(q => q.FindAsync(text, CancellationToken.None))).ShouldHaveSingleItem().ShouldSatisfyAllConditions(f => f.PaymentId.ShouldBe(payment.Id), f => f.IsReversed.ShouldBeTrue());
    }

    [PostgresFact]
    public async Task Database_ThatIsAway_Is503_AndTheMessageCountsWhenItComesAgain()
    {
        await using var app = await StartAsync(DatabaseProvider.PostgreSql);
        using var http = new HttpClient { BaseAddress = app.Address };
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var back = await app.LoseDatabaseAsync();

        using var message = app.Signed(GatewayStory.Body("QK7", "jane"));
        using var away = await http.SendAsync(message);

        ((int)away.StatusCode, away.Headers.RetryAfter?.Delta).ShouldBe((503, TimeSpan.FromSeconds(5)));
        await back();
        (await http.TellAsync(app.Signed(GatewayStory.Body("QK7", "jane")))).Status.ShouldBe(200);
        (await app.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync())).Reference.ShouldBe("QK7");
    }

    [Theory]
    [EachDatabase]
    public async Task Success_OfAKnownUserName_RenewsHisService(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider);
        using var http = new HttpClient { BaseAddress = app.Address };
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane.doe");
        var before = await app.SubscriptionAsync(jane.SubscriptionId);

        var answer = await http.TellAsync(app.Signed(GatewayStory.Body("QK7", "Jane-Doe")));

        (answer.Status, answer.Body.GetProperty("result").GetString()).ShouldBe((200, "recorded"));
        (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        var payment = await app.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync());
        (payment.Method, payment.Reference, payment.ActorName).ShouldBe((PaymentMethod.Callback, "QK7", "Till"));
        (await app.AccountsAsync())[LedgerAccount.GatewayClearing].ShouldBe(150000);
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task SameCallback_HundredAtOnce_BooksOnce(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider);
        using var http = new HttpClient { BaseAddress = app.Address };
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var body = GatewayStory.Body("QK7", "jane");

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => http.TellAsync(app.Signed(body)))));

        answers.ShouldAllBe(a => a.Status == 200);
        answers.Count(a => !a.Body.GetProperty("duplicate").GetBoolean()).ShouldBe(1);
        (await app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(1);
        (await app.EventsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(e => e.Repeats.ShouldBe(99), e => e.State.ShouldBe(GatewayEventState.Done));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Contradiction_OfWhatIsBooked_Is409AndBooksNothing()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = app.Address };
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        await http.TellAsync(app.Signed(GatewayStory.Body("QK7", "jane")));

        var answers = new[]
        {
            await http.TellAsync(app.Signed(GatewayStory.Body("QK7", "jane", "1500.01"))), await http.TellAsync(app.Signed(GatewayStory.Body("QK7", "john"))),
            await http.TellAsync(app.Signed(GatewayStory.Body("QK7", "jane", status: "failed"))), await http.TellAsync(app.Signed(GatewayStory.Body("QK8", "jane", status: "reversed"))),
        };

        answers.ShouldAllBe(a => a.Status == 409);
        (await app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(1);
        (await app.EventsAsync()).Count(e => e.State == GatewayEventState.Refused).ShouldBe(4);
        // The same in another spelling is the same.
        (await http.TellAsync(app.Signed(GatewayStory.Body("QK7", "jane", "\"1500\"")))).Body.GetProperty("duplicate").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task PendingThenFailedThenSuccessThenReversed_EndsAtNothing()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = app.Address };
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");

        var results = new List<string?>();
        foreach (var status in new[] { "pending", "failed", "success", "reversed" })
            results.Add((await http.TellAsync(app.Signed(GatewayStory.Body("QK7", "jane", status: status)))).Body.GetProperty("result").GetString());

        results.ShouldBe(["pending", "failed", "recorded", "reversed"]);
        (await app.BalanceAsync(jane)).OwedMinor.ShouldBe(150000);
        (await app.AccountsAsync())[LedgerAccount.GatewayClearing].ShouldBe(0);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Unsigned_BadlySignedOrOld_Is401AndKeepsNothing()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = app.Address };
        var (body, now) = (GatewayStory.Body("QK7", "jane"), _clock.GetUtcNow());
        var bytes = Encoding.UTF8.GetBytes(body);

        var answers = new[]
        {
            await http.TellAsync(GatewayStory.Request(bytes, "", "")), await http.TellAsync(GatewayStory.Request(bytes, GatewayStory.KeyId, "t=1,v1=00")),
            await http.TellAsync(app.Signed(body, keyId: "k2")), await http.TellAsync(app.Signed(body, secret: "another secret that is long enough!")),
            await http.TellAsync(app.Signed(body, at: now.AddSeconds(-301))), await http.TellAsync(app.Signed(body, at: now.AddSeconds(301))),
            await http.TellAsync(GatewayStory.Request([.. bytes, (byte)' '], GatewayStory.KeyId, SignedHeader.Write(bytes, GatewayStory.Secret, now))),
        };

        answers.ShouldAllBe(a => a.Status == 401);
        answers.Select(a => a.Body.GetProperty("title").GetString()).Distinct().ShouldHaveSingleItem();
        (await app.EventsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task StoredAndNotWorkedOn_AsTheProgramEnded_IsFinishedByTheJobOnce(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider);
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var account = await app.Db(db => db.Set<GatewayAccount>().AsNoTracking().SingleAsync());
        var body = Encoding.UTF8.GetBytes(GatewayStory.Body("QK7", "jane"));
        await app.Db(async db =>
        {
            db.Add(new GatewayEvent { AccountId = account.Id, Gateway = account.Gateway, Role = SignedGateway.Role, Key = "QK7:left", Body = body, ReceivedAt = _clock.GetUtcNow(), NextTryAt = _clock.GetUtcNow().AddSeconds(20) });
            return await db.SaveChangesAsync();
        });

        (await FinishAsync(app)).ShouldBe("0 of 0 messages finished.");
        _clock.Advance(TimeSpan.FromSeconds(20));
        (await FinishAsync(app)).ShouldBe("1 of 1 messages finished.");
        (await FinishAsync(app)).ShouldBe("0 of 0 messages finished.");
        using var http = new HttpClient { BaseAddress = app.Address };
        var again = await http.TellAsync(app.Signed(Encoding.UTF8.GetString(body)));

        again.Body.GetProperty("duplicate").GetBoolean().ShouldBeTrue();
        (await app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(1);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadmesLine_RunByAShell_IsTaken()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        await app.SignedAccountAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "customer1");
        var readme = await File.ReadAllTextAsync(Repository.Path("README.md"));
        var lines = readme[readme.IndexOf("KEY=… SECRET=…", StringComparison.Ordinal)..].Split('\n')[1..3];
        var script = string.Join('\n', lines).Replace("http://localhost:5080/", app.Address.ToString(), StringComparison.Ordinal);

        var start = new System.Diagnostics.ProcessStartInfo("bash", ["-c", $"set -e; KEY={GatewayStory.KeyId} SECRET={GatewayStory.Secret}; date() {{ echo {app.Clock.GetUtcNow().ToUnixTimeSeconds()}; }}; {script}"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var shell = System.Diagnostics.Process.Start(start)!;
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        said.ShouldContain("""{"result":"recorded","transaction_id":"TEST001","duplicate":false}""");
    }

    private static Task<string> FinishAsync(TestApp app) => app.With<FinishGatewayEventsJob, string>(j => j.RunAsync(app.Clock.GetUtcNow(), CancellationToken.None));

    [Fact]
    public async Task ReceiptEnteredByHandBefore_IsLinkedAndNotBookedAgain()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = app.Address };
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { Method = PaymentMethod.MobileMoney, Reference = "qk-7" }));

        var answer = await http.TellAsync(app.Signed(GatewayStory.Body("QK7", "jane")));

        (answer.Status, answer.Body.GetProperty("result").GetString()).ShouldBe((200, "recorded"));
        (await app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(1);
        (await app.EventsAsync()).ShouldHaveSingleItem().Outcome.ShouldBe("It was entered by hand before, as RCP-2026-000001.");
    }

    private async Task<TestApp> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, string secret = GatewayStory.Secret)
    {
        var app = await (await TestApp.StartAsync(provider, _clock)).ServeAsync();
        await app.SignedAccountAsync(secret: secret);
        if (secret == GatewayStory.SampleSecret) await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "customer1");
        return app;
    }
}
